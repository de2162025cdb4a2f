import type { ComponentChildren, VNode } from 'preact';

/** What stands around every screen. */
export interface LayoutProps {
  readonly title: string;
  readonly styles: readonly string[];
  readonly scripts: readonly string[];
  readonly children: ComponentChildren;
}

/** The whole document of a screen. */
export const Layout = ({ title, styles, scripts, children }: LayoutProps): VNode => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width,initial-scale=1" />
      <title>{title}</title>
      {styles.map((href) => (
        <link key={href} rel="stylesheet" href={href} />
      ))}
      {scripts.map((src) => (
        <script key={src} type="module" src={src} />
      ))}
    </head>
    <body>
      <main id="main">{children}</main>
    </body>
  </html>
);
