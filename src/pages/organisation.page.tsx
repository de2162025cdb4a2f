import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OrganisationEdit, organisationLabels } from '../../web/masterdata/edit.view.tsx';
import { Organisation } from '../../web/masterdata/organisation.view.tsx';
import { NotThere } from '../../web/masterdata/shown.view.tsx';
import { headcountBands, type OrganisationView, womenShares } from '../access/organisation.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import { hasScope } from '../access/scope.ts';
import type { Viewer } from '../access/viewer.ts';
import { accept, refuse, type Result } from '../core/result.ts';
import { ProductService } from '../masterdata/product.service.ts';
import { SiteService } from '../masterdata/site.service.ts';
import { addressOf, numberOf, organisationHref, productHref } from './addresses.ts';
import { Described, type Looked } from './described.ts';
import { type EditForm, EditForms, type Sent } from './edit-forms.tsx';
import type { FormFields } from './forms.ts';
import { Newest } from './newest.ts';
import { Screens } from './screens.tsx';
import { askedText, signedIn } from './signed-in.ts';
import { type FormValues, typedCount, typedDigits, typedText } from './typed.ts';

const editPath = '/console/organisation/edit';

/** Sites, and products, that the page of a company names; the lists have them all. */
const named = { first: 50, after: null } as const;

/** Companies: each with what it recorded and handed over, and the form that adds a supplier or changes an own record. */
@Controller('console')
export class OrganisationPage {
  private readonly form: EditForm = {
    path: editPath,
    title: (isNew) => (isNew ? 'organisation.add' : 'organisation.edit'),
    fields: {
      name: { label: organisationLabels.name, fix: 'organisation.fix.name' },
      country: { label: organisationLabels.country, fix: 'organisation.fix.country' },
      gln: { label: organisationLabels.gln, fix: 'organisation.fix.gln' },
      headcountBand: { label: organisationLabels.headcountBand, fix: 'organisation.fix.choice' },
      women: { label: organisationLabels.women, fix: 'organisation.fix.choice' },
      members: { label: organisationLabels.members, fix: 'organisation.fix.members' },
      womenMembers: {
        label: organisationLabels.womenMembers,
        fix: 'organisation.fix.womenMembers',
      },
    },
    kept: async (viewer, number) => {
      const own = await this.own(viewer, number);
      return own === null ? null : { version: own.version, values: valuesOf(own) };
    },
    save: (viewer, sent) => this.save(viewer, sent),
    looks: () =>
      Promise.resolve((shown) => (
        <OrganisationEdit {...shown} bands={headcountBands} shares={womenShares} />
      )),
  };

  constructor(
    private readonly screens: Screens,
    private readonly forms: EditForms,
    private readonly described: Described,
    private readonly newest: Newest,
    private readonly organisations: OrganisationService,
    private readonly sites: SiteService,
    private readonly products: ProductService,
  ) {}

  /** `/console/organisation?number=9521005000006`; without number the reader's own. */
  @Get('organisation')
  async page(
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visitor = await signedIn(this.screens, request, reply);
    if (visitor === null) return;
    const { viewer } = visitor;
    const asked = { number: askedText(query['number']), by: askedText(query['by']) };
    const view =
      asked.number === ''
        ? await this.organisations.byId(viewer, viewer.organisation ?? -1)
        : await this.described.organisation(viewer, asked);
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

  /** `/console/organisation/edit`: a supplier without account; `?number=` an own record to change. */
  @Get('organisation/edit')
  edit(
    @Query('number') number: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.forms.open({ form: this.form, request, reply }, askedText(number));
  }

  @Post('organisation/edit')
  register(
    @Body() body: FormFields,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.forms.send({ form: this.form, request, reply }, body);
  }

  private async shown({ viewer, asked, saved }: Looked, view: OrganisationView) {
    const [describers, records, handOvers, sites, products] = await Promise.all([
      this.described.linksTo(viewer, [view.recordedBy ?? -1]),
      this.newest.records(viewer, { owners: [view.id] }),
      this.newest.handOvers(viewer, view.id),
      this.sites.list(viewer, { operator: view.id }, named),
      this.products.list(viewer, { owner: view.id }, named),
    ]);
    const siteViews = sites.edges.map(({ node }) => node);
    const isOwn = view.id === viewer.organisation;
    const may = hasScope(viewer, 'MASTER_DATA');
    return (
      <Organisation
        {...view}
        describedBy={describers.get(view.recordedBy ?? -1) ?? null}
        records={records.map((record) => ({ ...record, who: null }))}
        handOvers={handOvers}
        sites={await this.described.sitesAsLinks(viewer, siteViews)}
        products={products.edges.map(({ node }) => ({
          name: node.name,
          href: productHref(node, view),
        }))}
        hasMoreSites={sites.hasNextPage}
        hasMoreProducts={products.hasNextPage}
        asked={{ ...asked }}
        change={
          may && (isOwn || view.recordedBy === viewer.organisation)
            ? addressOf(editPath, { number: numberOf(view.numbers) })
            : null
        }
        add={may && isOwn ? editPath : null}
        saved={saved}
      />
    );
  }

  private own(viewer: Viewer, number: string): Promise<OrganisationView | null> {
    return this.described.ownParty(viewer, number, viewer.organisation ?? -1);
  }

  private async save(viewer: Viewer, { number, values, guards }: Sent): Promise<Result<string>> {
    const own = number === '' ? null : await this.own(viewer, number);
    if (number !== '' && own === null) return notYours;
    const done = await this.organisations.register(viewer, {
      ...guards,
      id: own?.id ?? null,
      oneGln: true,
      name: values['name'] ?? '',
      country: values['country'] ?? '',
      gln: typedDigits(values, 'gln'),
      headcountBand: typedText(values, 'headcountBand'),
      women: typedText(values, 'women'),
      members: typedCount(values, 'members'),
      womenMembers: typedCount(values, 'womenMembers'),
    });
    if (!done.ok) return done;
    const describers = await this.described.describersOf(viewer, [done.value]);
    const by = describers.get(done.value.recordedBy ?? -1);
    return accept(`${organisationHref(done.value, by)}&saved=1`);
  }
}

const valuesOf = (view: OrganisationView): FormValues => ({
  name: view.name,
  country: view.country,
  gln: view.numbers.find(({ scheme }) => scheme === 'PGLN')?.value ?? '',
  headcountBand: view.headcountBand ?? '',
  women: view.women ?? '',
  members: view.members === null ? '' : String(view.members),
  womenMembers: view.womenMembers === null ? '' : String(view.womenMembers),
});

const notYours = refuse({
  code: 'NOT_YOURS',
  message: 'You keep no record of a company with this number: add a description of your own.',
  at: '',
});
