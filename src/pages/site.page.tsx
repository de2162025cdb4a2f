import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Choice } from '../../web/form.view.tsx';
import { SiteEdit, siteLabels } from '../../web/masterdata/edit.view.tsx';
import { SiteList, type SiteRow } from '../../web/masterdata/list.view.tsx';
import { NotThere, type RecordShown } from '../../web/masterdata/shown.view.tsx';
import { Site } from '../../web/masterdata/site.view.tsx';
import { OrganisationService } from '../access/organisation.service.ts';
import { pageMax } from '../access/page.ts';
import { hasScope } from '../access/scope.ts';
import type { Viewer } from '../access/viewer.ts';
import { accept, refuse, type Result } from '../core/result.ts';
import type { SiteView } from '../masterdata/site.ts';
import { SiteService } from '../masterdata/site.service.ts';
import { addressOf, numberOf, siteHref, valueOf } from './addresses.ts';
import { sendCsv } from './csv-file.ts';
import { DescribedFiles } from './described-files.ts';
import { Described, type Looked } from './described.ts';
import { type EditForm, EditForms, type Kept, type Sent } from './edit-forms.tsx';
import type { FormFields } from './forms.ts';
import { type ListAsked, listPart, startOver, wholeList } from './list-page.ts';
import { Newest } from './newest.ts';
import { Screens } from './screens.tsx';
import { askedText, signedIn } from './signed-in.ts';
import { typedAmount, typedDigits, typedText } from './typed.ts';

/** Internal id that no site has: what is not known is refused where all else is. */
const NO_SITE = -1;

const editPath = '/console/site/edit';

/** Places: their list, each with what was recorded there, and the form that adds or changes an own one. */
@Controller('console')
export class SitePage {
  private readonly form: EditForm = {
    path: editPath,
    title: (isNew) => (isNew ? 'site.add' : 'site.change'),
    fields: {
      name: { label: siteLabels.name, fix: 'organisation.fix.name' },
      gln: { label: siteLabels.gln, fix: 'site.fix.gln' },
      country: { label: siteLabels.country, fix: 'organisation.fix.country' },
      subdivision: { label: siteLabels.subdivision, fix: 'site.fix.subdivision' },
      latitude: { label: siteLabels.latitude, fix: 'site.fix.latitude' },
      longitude: { label: siteLabels.longitude, fix: 'site.fix.longitude' },
      within: { label: siteLabels.within, fix: 'site.fix.within' },
    },
    kept: (viewer, number) => this.kept(viewer, number),
    save: (viewer, sent) => this.save(viewer, sent),
    looks: async (viewer) => {
      const around = viewer === null ? [] : await this.around(viewer);
      return (shown) => <SiteEdit {...shown} around={around} />;
    },
  };

  constructor(
    private readonly screens: Screens,
    private readonly forms: EditForms,
    private readonly described: Described,
    private readonly newest: Newest,
    private readonly sites: SiteService,
    private readonly organisations: OrganisationService,
    private readonly files: DescribedFiles,
  ) {}

  /** `/console/sites?q=Nyeri`, also as a file: `&format=csv`. */
  @Get('sites')
  async list(
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visitor = await signedIn(this.screens, request, reply);
    if (visitor === null) return;
    const { viewer } = visitor;
    const asked: ListAsked<SiteView> = {
      path: '/console/sites',
      text: askedText(query['q']),
      list: (text, page) => this.sites.list(viewer, { text }, page),
    };
    if (query['format'] === 'csv') {
      const rows = this.files.siteRows(viewer, wholeList(asked));
      return sendCsv({ name: 'sites', ...rows }, reply);
    }
    const part = await listPart(asked, askedText(query['after']));
    if (part === null) return startOver(asked, reply);
    const rows = await this.rows(viewer, part.views);
    const add = hasScope(viewer, 'MASTER_DATA') ? editPath : null;
    await this.screens.show(request, reply, {
      title: ({ say }) => say('site.list'),
      live: null,
      body: <SiteList {...part} rows={rows} add={add} />,
    });
  }

  /** `/console/site?number=9521001000017`. */
  @Get('site')
  async page(
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visitor = await signedIn(this.screens, request, reply);
    if (visitor === null) return;
    const { viewer } = visitor;
    const asked = { number: askedText(query['number']), by: askedText(query['by']) };
    const view = await this.described.site(viewer, asked);
    await this.screens.show(request, reply, {
      title: ({ say }) => view?.name ?? say('organisation.nothing'),
      live: null,
      body:
        view === null ? (
          <NotThere />
        ) : (
          await this.shown({ viewer, asked, saved: 'saved' in query }, view)
        ),
      ...(view === null ? { status: 404 } : {}),
    });
  }

  /** `/console/site/edit`: a new one; `?number=` an own one to change. */
  @Get('site/edit')
  edit(
    @Query('number') number: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.forms.open({ form: this.form, request, reply }, askedText(number));
  }

  @Post('site/edit')
  register(
    @Body() body: FormFields,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.forms.send({ form: this.form, request, reply }, body);
  }

  private async shown({ viewer, asked, saved }: Looked, view: SiteView) {
    const [links, outer, keys, parts] = await Promise.all([
      this.described.linksTo(viewer, [view.owner, view.operator ?? -1]),
      view.within === null ? null : this.sites.byId(viewer, view.within),
      this.sites.keysWithin(viewer, [view.id]),
      this.sites.partsOf(viewer, view.id),
    ]);
    const records = await this.newest.records(viewer, { sites: keys });
    const within = outer === null ? [] : await this.described.sitesAsLinks(viewer, [outer]);
    return (
      <Site
        {...view}
        within={within[0] ?? null}
        operator={links.get(view.operator ?? -1) ?? null}
        describedBy={links.get(view.owner) ?? null}
        records={records.map((record) =>
          isAt(view, record) ? { ...record, place: null } : record,
        )}
        parts={await this.described.sitesAsLinks(viewer, parts)}
        asked={{ ...asked }}
        change={changeHref(viewer, view)}
        saved={saved}
      />
    );
  }

  private async rows(viewer: Viewer, views: readonly SiteView[]): Promise<readonly SiteRow[]> {
    const ids = views.flatMap(({ operator }) => operator ?? []);
    const [links, operators] = await Promise.all([
      this.described.sitesAsLinks(viewer, views),
      this.described.linksTo(viewer, ids),
    ]);
    return views.map((view, index) => ({
      site: links[index] ?? { name: view.name, href: null },
      number: valueOf(view.numbers),
      country: view.country,
      subdivision: view.subdivision,
      operator: operators.get(view.operator ?? -1) ?? null,
      change: changeHref(viewer, view),
    }));
  }

  private own(viewer: Viewer, number: string): Promise<SiteView | null> {
    return this.described.ownSite(viewer, number, viewer.organisation ?? -1);
  }

  /** Own sites that another may be part of, by name: what is offered, not all that may be given. */
  private async around(viewer: Viewer): Promise<readonly Choice[]> {
    const operator = viewer.organisation;
    const found = await this.sites.list(viewer, { operator }, { first: pageMax, after: null });
    return found.edges
      .filter(({ node }) => node.owner === operator)
      .map(({ node }) => ({ value: valueOf(node.numbers), label: node.name }));
  }

  private async kept(viewer: Viewer, number: string): Promise<Kept | null> {
    const own = await this.own(viewer, number);
    if (own === null) return null;
    const outer = own.within === null ? null : await this.sites.byId(viewer, own.within);
    const values = {
      name: own.name,
      gln: own.numbers.find(({ scheme }) => scheme === 'GLN')?.value ?? '',
      country: own.country,
      subdivision: own.subdivision ?? '',
      latitude: own.latitude === null ? '' : String(own.latitude),
      longitude: own.longitude === null ? '' : String(own.longitude),
      within: outer === null ? '' : valueOf(outer.numbers),
    };
    return { version: own.version, values };
  }

  private async save(viewer: Viewer, { number, values, guards }: Sent): Promise<Result<string>> {
    const own = number === '' ? null : await this.own(viewer, number);
    if (number !== '' && own === null) return notYours;
    const around = typedText(values, 'within');
    const outer = around === null ? null : await this.own(viewer, around);
    const done = await this.sites.register(viewer, {
      ...guards,
      id: own?.id ?? null,
      oneGln: true,
      name: values['name'] ?? '',
      gln: typedDigits(values, 'gln'),
      country: values['country'] ?? '',
      subdivision: typedText(values, 'subdivision'),
      latitude: typedAmount(values, 'latitude'),
      longitude: typedAmount(values, 'longitude'),
      within: around === null ? null : (outer?.id ?? NO_SITE),
    });
    if (!done.ok) return done;
    const by = (await this.organisations.byIds(viewer, [done.value.owner])).get(done.value.owner);
    return accept(`${siteHref(done.value, by)}&saved=1`);
  }
}

/** True when a record names the site itself: on its page that goes without saying. */
const isAt = ({ name }: SiteView, { place }: RecordShown): boolean => place?.name === name;

/** Where a viewer may change a site; null: it is another's, or the key may not. */
const changeHref = (viewer: Viewer, { owner, numbers }: SiteView): string | null =>
  owner === viewer.organisation && hasScope(viewer, 'MASTER_DATA')
    ? addressOf(editPath, { number: numberOf(numbers) })
    : null;

const notYours = refuse({
  code: 'NOT_YOURS',
  message: 'You keep no site with this number: add it as a new one.',
  at: '',
});
