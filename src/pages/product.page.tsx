import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProductEdit, productLabels } from '../../web/masterdata/edit.view.tsx';
import { ProductList, type ProductRow } from '../../web/masterdata/list.view.tsx';
import { Product } from '../../web/masterdata/product.view.tsx';
import { NotThere } from '../../web/masterdata/shown.view.tsx';
import { OrganisationService } from '../access/organisation.service.ts';
import { hasScope } from '../access/scope.ts';
import type { Viewer } from '../access/viewer.ts';
import { accept, refuse, type Result } from '../core/result.ts';
import { type Dimension, symbolOf, unitsOf } from '../core/units/rec20.ts';
import type { ProductView } from '../masterdata/product.ts';
import { ProductService } from '../masterdata/product.service.ts';
import { addressOf, numberOf, productHref, valueOf } from './addresses.ts';
import { sendCsv } from './csv-file.ts';
import { DescribedFiles } from './described-files.ts';
import { Described, type Looked } from './described.ts';
import { type EditForm, EditForms, type Sent } from './edit-forms.tsx';
import type { FormFields } from './forms.ts';
import { type ListAsked, listPart, startOver, wholeList } from './list-page.ts';
import { Newest } from './newest.ts';
import { Screens } from './screens.tsx';
import { askedText, signedIn } from './signed-in.ts';
import { typedDigits, typedText } from './typed.ts';

/** What products are counted and measured in; others are kept, and given by GraphQL. */
const dimensions: readonly Dimension[] = ['MASS', 'VOLUME', 'COUNT', 'LENGTH', 'AREA', 'ENERGY'];

const units = dimensions
  .flatMap(unitsOf)
  .map(({ code }) => ({ value: code, label: symbolOf(code) }));

const editPath = '/console/product/edit';

/** Products: their list, each with its parts, and the form that adds or changes an own one. */
@Controller('console')
export class ProductPage {
  private readonly form: EditForm = {
    path: editPath,
    title: (isNew) => (isNew ? 'product.add' : 'product.change'),
    fields: {
      name: { label: productLabels.name, fix: 'organisation.fix.name' },
      gtin: { label: productLabels.gtin, fix: 'product.fix.gtin' },
      unit: { label: productLabels.unit, fix: 'product.fix.unit' },
      hsCode: { label: productLabels.hsCode, fix: 'product.fix.hsCode' },
    },
    kept: async (viewer, number) => {
      const own = await this.own(viewer, number);
      if (own === null) return null;
      const { version, name, gtin, unit, hsCode } = own;
      const values = { name, gtin: gtin ?? '', unit: unit ?? '', hsCode: hsCode ?? '' };
      return { version, values };
    },
    save: (viewer, sent) => this.save(viewer, sent),
    looks: () => Promise.resolve((shown) => <ProductEdit {...shown} units={units} />),
  };

  constructor(
    private readonly screens: Screens,
    private readonly forms: EditForms,
    private readonly described: Described,
    private readonly newest: Newest,
    private readonly products: ProductService,
    private readonly organisations: OrganisationService,
    private readonly files: DescribedFiles,
  ) {}

  /** `/console/products?q=coffee`, also as a file: `&format=csv`. */
  @Get('products')
  async list(
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visitor = await signedIn(this.screens, request, reply);
    if (visitor === null) return;
    const { viewer } = visitor;
    const asked: ListAsked<ProductView> = {
      path: '/console/products',
      text: askedText(query['q']),
      list: (text, page) => this.products.list(viewer, { text }, page),
    };
    if (query['format'] === 'csv') {
      const rows = this.files.productRows(viewer, wholeList(asked));
      return sendCsv({ name: 'products', ...rows }, reply);
    }
    const part = await listPart(asked, askedText(query['after']));
    if (part === null) return startOver(asked, reply);
    const rows = await this.rows(viewer, part.views);
    const add = hasScope(viewer, 'MASTER_DATA') ? editPath : null;
    await this.screens.show(request, reply, {
      title: ({ say }) => say('product.list'),
      live: null,
      body: <ProductList {...part} rows={rows} add={add} />,
    });
  }

  /** `/console/product?number=09521005000013`. */
  @Get('product')
  async page(
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visitor = await signedIn(this.screens, request, reply);
    if (visitor === null) return;
    const { viewer } = visitor;
    const asked = { number: askedText(query['number']), by: askedText(query['by']) };
    const view = await this.described.product(viewer, asked);
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

  /** `/console/product/edit`: a new one; `?number=` an own one to change. */
  @Get('product/edit')
  edit(
    @Query('number') number: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.forms.open({ form: this.form, request, reply }, askedText(number));
  }

  @Post('product/edit')
  register(
    @Body() body: FormFields,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.forms.send({ form: this.form, request, reply }, body);
  }

  private async shown({ viewer, asked, saved }: Looked, view: ProductView) {
    const { gtin, numbers } = view;
    const describers = await this.described.linksTo(viewer, [view.owner]);
    return (
      <Product
        {...view}
        numbers={numbers}
        describedBy={describers.get(view.owner) ?? null}
        parts={gtin === null ? null : await this.newest.parts(viewer, gtin)}
        search={addressOf('/console/search', { q: gtin ?? view.name })}
        asked={{ ...asked }}
        change={changeHref(viewer, view)}
        saved={saved}
      />
    );
  }

  private async rows(
    viewer: Viewer,
    views: readonly ProductView[],
  ): Promise<readonly ProductRow[]> {
    const owners = await this.organisations.byIds(viewer, [
      ...new Set(views.map(({ owner }) => owner)),
    ]);
    const links = await this.described.linksTo(viewer, [...owners.keys()]);
    return views.map((view) => ({
      product: { name: view.name, href: productHref(view, owners.get(view.owner)) },
      number: valueOf(view.numbers),
      unit: view.unit,
      hsCode: view.hsCode,
      describedBy: links.get(view.owner) ?? null,
      change: changeHref(viewer, view),
    }));
  }

  private own(viewer: Viewer, number: string): Promise<ProductView | null> {
    return this.described.ownProduct(viewer, number, viewer.organisation ?? -1);
  }

  private async save(viewer: Viewer, { number, values, guards }: Sent): Promise<Result<string>> {
    const own = number === '' ? null : await this.own(viewer, number);
    if (number !== '' && own === null) return notYours;
    const done = await this.products.register(viewer, {
      ...guards,
      id: own?.id ?? null,
      name: values['name'] ?? '',
      gtin: typedDigits(values, 'gtin'),
      unit: typedText(values, 'unit'),
      hsCode: typedDigits(values, 'hsCode'),
    });
    if (!done.ok) return done;
    const by = (await this.organisations.byIds(viewer, [done.value.owner])).get(done.value.owner);
    return accept(`${productHref(done.value, by)}&saved=1`);
  }
}

/** Where a viewer may change a product; null: it is another's, or the key may not. */
const changeHref = (viewer: Viewer, { owner, numbers }: ProductView): string | null =>
  owner === viewer.organisation && hasScope(viewer, 'MASTER_DATA')
    ? addressOf(editPath, { number: numberOf(numbers) })
    : null;

const notYours = refuse({
  code: 'NOT_YOURS',
  message: 'You keep no product with this number: add it as a new one.',
  at: '',
});
