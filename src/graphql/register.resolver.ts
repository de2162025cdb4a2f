import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { NodeIdService, type NodeType } from '../access/node-id.service.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { type Result, accept, refuse } from '../core/result.ts';
import { CertificateService } from '../masterdata/certificate.service.ts';
import { ProductService } from '../masterdata/product.service.ts';
import { SiteService } from '../masterdata/site.service.ts';
import type { RequestContext } from './context.ts';
import { make } from './make.ts';
import {
  CertificatePayload,
  OrganisationPayload,
  ProductPayload,
  SitePayload,
} from './payload.types.ts';
import { Presenter } from './present.ts';
import { presentProblems } from './problems.ts';
import {
  RegisterCertificateInput,
  RegisterOrganisationInput,
  RegisterProductInput,
  RegisterSiteInput,
} from './register.types.ts';

const unknownCodes = {
  product: 'UNKNOWN_PRODUCT',
  site: 'UNKNOWN_SITE',
  organisation: 'UNKNOWN_PARTY',
  certificate: 'INVALID_VALUE',
} as const;

const inputDescription = 'What to add or change.';

/** Products and sites: with `id` a change, which makes a version; without, a new record. */
@Resolver()
export class RegisterResolver {
  constructor(
    private readonly ids: NodeIdService,
    private readonly sites: SiteService,
    private readonly products: ProductService,
    private readonly presenter: Presenter,
  ) {}

  @Mutation(() => ProductPayload, { description: 'Add or change a product. Scope MASTER_DATA.' })
  async registerProduct(
    @Args('input', { description: inputDescription }) input: RegisterProductInput,
    @Context() { viewer }: RequestContext,
  ): Promise<ProductPayload> {
    const { id: given, ...facts } = input;
    const id = idOf({ ids: this.ids, viewer, type: 'product', at: '/id' }, given);
    const done = id.ok
      ? await this.products.register(viewer, { ...facts, id: id.value ?? null })
      : id;
    return make(ProductPayload, {
      product: done.ok ? this.presenter.product(viewer, done.value) : null,
      problems: done.ok ? [] : presentProblems(done.problems),
    });
  }

  @Mutation(() => SitePayload, { description: 'Add or change a site. Scope MASTER_DATA.' })
  async registerSite(
    @Args('input', { description: inputDescription }) input: RegisterSiteInput,
    @Context() { viewer }: RequestContext,
  ): Promise<SitePayload> {
    const { id, within, ...facts } = input;
    const own = idOf({ ids: this.ids, viewer, type: 'site', at: '/id' }, id);
    const outer = idOf({ ids: this.ids, viewer, type: 'site', at: '/within' }, within);
    const done = !own.ok
      ? own
      : !outer.ok
        ? outer
        : await this.sites.register(viewer, {
            ...facts,
            id: own.value ?? null,
            ...(outer.value === undefined ? {} : { within: outer.value }),
          });
    return make(SitePayload, {
      site: done.ok ? this.presenter.site(viewer, done.value) : null,
      problems: done.ok ? [] : presentProblems(done.problems),
    });
  }
}

/** Organisations and certificates, in the same way. */
@Resolver()
export class RegisterPartyResolver {
  constructor(
    private readonly ids: NodeIdService,
    private readonly organisations: OrganisationService,
    private readonly certificates: CertificateService,
    private readonly presenter: Presenter,
  ) {}

  @Mutation(() => OrganisationPayload, {
    description: 'Add a supplier without account, or change your own record. Scope MASTER_DATA.',
  })
  async registerOrganisation(
    @Args('input', { description: inputDescription }) input: RegisterOrganisationInput,
    @Context() { viewer }: RequestContext,
  ): Promise<OrganisationPayload> {
    const { id: given, ...facts } = input;
    const id = idOf({ ids: this.ids, viewer, type: 'organisation', at: '/id' }, given);
    const done = id.ok
      ? await this.organisations.register(viewer, { ...facts, id: id.value ?? null })
      : id;
    return make(OrganisationPayload, {
      organisation: done.ok ? this.presenter.organisation(viewer, done.value) : null,
      problems: done.ok ? [] : presentProblems(done.problems),
    });
  }

  @Mutation(() => CertificatePayload, {
    description: 'Add or change a certificate of yours. Scope MASTER_DATA.',
  })
  async registerCertificate(
    @Args('input', { description: inputDescription }) input: RegisterCertificateInput,
    @Context() { viewer }: RequestContext,
  ): Promise<CertificatePayload> {
    const { id: given, ...facts } = input;
    const id = idOf({ ids: this.ids, viewer, type: 'certificate', at: '/id' }, given);
    const done = id.ok
      ? await this.certificates.register(viewer, { ...facts, id: id.value ?? null })
      : id;
    return make(CertificatePayload, {
      certificate: done.ok ? this.presenter.certificate(viewer, done.value) : null,
      problems: done.ok ? [] : presentProblems(done.problems),
    });
  }
}

/** Whose id of what stands where. */
interface IdPlace {
  readonly ids: NodeIdService;
  readonly viewer: Viewer;
  readonly type: keyof typeof unknownCodes & NodeType;
  readonly at: string;
}

/** Internal id; null is new or none. Foreign, hidden and unknown ids are all unknown. */
function idOf(
  { ids, viewer, type, at }: IdPlace,
  id: string | null | undefined,
): Result<number | null | undefined> {
  if (id === null || id === undefined) return accept(id);
  const internal = ids.decodeAs(viewer, type, id);
  if (internal !== null) return accept(internal);
  const code = unknownCodes[type];
  return refuse({
    code,
    message: `This id names no ${type} you may see.`,
    at,
    ...(code === 'INVALID_VALUE' ? { expected: 'an id that this service gave you' } : {}),
  });
}
