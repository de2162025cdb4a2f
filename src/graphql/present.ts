import { Injectable } from '@nestjs/common';
import { NodeIdService } from '../access/node-id.service.ts';
import type { OrganisationView } from '../access/organisation.ts';
import type { Viewer } from '../access/viewer.ts';
import type { CertificateView } from '../masterdata/certificate.ts';
import type { ProductView } from '../masterdata/product.ts';
import type { SiteView } from '../masterdata/site.ts';
import type { HopView } from '../query/hop.ts';
import type { ItemView } from '../query/item.ts';
import { eventFields } from './event-fields.ts';
import { Event } from './event.types.ts';
import { Container, ContainerKind, Granularity, Part } from './item.types.ts';
import { make } from './make.ts';
import { Certificate, Organisation } from './organisation.types.ts';
import { Identifier, Party } from './party.types.ts';
import { Product } from './product.types.ts';
import type { StoredRecord } from './records.ts';
import { Site } from './site.types.ts';
import { IdentifierScheme, Place } from './values.types.ts';

interface NumberView {
  readonly scheme: string;
  readonly value: string;
  readonly key: string;
}

const schemeOf = (text: string): IdentifierScheme =>
  Object.values(IdentifierScheme).find((scheme) => scheme === text) ?? 'OTHER';

const identifierOf = (number: NumberView, organisationId: number | null): Identifier =>
  make(Identifier, {
    scheme: schemeOf(number.scheme),
    value: number.value,
    uri: number.key,
    organisationId,
  });

/** Views of the rooms as types of the contract: the same for every viewer but for the ids. */
@Injectable()
export class Presenter {
  constructor(private readonly ids: NodeIdService) {}

  event(viewer: Viewer, record: StoredRecord): Event {
    const id = this.ids.encode(viewer, 'event', record.position);
    return make(Event, { ...eventFields(record), id, record });
  }

  organisation(viewer: Viewer, view: OrganisationView): Organisation {
    const id = this.ids.encode(viewer, 'organisation', view.id);
    const identifiers = view.numbers.map((number) => identifierOf(number, view.id));
    const { country, recordsHere } = view;
    return make(Organisation, { id, country, recordsHere, identifiers, view });
  }

  site(viewer: Viewer, view: SiteView): Site {
    const { country, subdivision, latitude, longitude, geometry, owner } = view;
    return make(Site, {
      id: this.ids.encode(viewer, 'site', view.id),
      place: make(Place, { country, subdivision, latitude, longitude }),
      geometry,
      identifiers: view.numbers.map((number) => identifierOf(number, owner)),
      view,
    });
  }

  product(viewer: Viewer, view: ProductView): Product {
    const { gtin, unit, hsCode, owner } = view;
    const id = this.ids.encode(viewer, 'product', view.id);
    const identifiers = view.numbers.map((number) => identifierOf(number, owner));
    return make(Product, { id, gtin, unit, hsCode, identifiers, view });
  }

  certificate(viewer: Viewer, view: CertificateView): Certificate {
    const { scheme, number, issuedBy, validFrom, validUntil } = view;
    const id = this.ids.encode(viewer, 'certificate', view.id);
    return make(Certificate, { id, scheme, number, issuedBy, validFrom, validUntil, view });
  }

  /** A part or a container; what is neither lot nor GS1 container is a piece. */
  item(viewer: Viewer, view: ItemView): Part | Container {
    const kind = Object.values(ContainerKind).find((word) => word === view.kind);
    if (kind !== undefined) {
      return make(Container, { ...this.itemFields(viewer, 'container', view), kind });
    }
    const granularity = Object.values(Granularity).find((word) => word === view.kind) ?? 'SERIAL';
    const { lot, serial } = view;
    return make(Part, { ...this.itemFields(viewer, 'part', view), granularity, lot, serial });
  }

  /** An organisation in the role of a party. */
  party(view: OrganisationView): Party {
    return make(Party, { organisationId: view.id, name: view.name, country: view.country });
  }

  /** A party of which nothing may be seen. */
  unknownParty(): Party {
    return make(Party, { organisationId: null, name: null, country: null });
  }

  /** A party that nobody described: its number is all there is. */
  namedParty(key: string): Party {
    const name = /\/41[47]\/(\d{13})$/.exec(key)?.[1] ?? key;
    return make(Party, { organisationId: null, name, country: null });
  }

  /** A hand-over by the event that it is dated by and whom it is to: a shipping towards two is two. */
  hopKey(viewer: Viewer, { shipping, receivings, to }: HopView): string {
    const anchor = shipping ?? receivings[0] ?? 0;
    const receiver =
      to.organisation === null
        ? (to.key ?? '')
        : this.ids.encode(viewer, 'organisation', to.organisation);
    return `${this.ids.encode(viewer, 'event', anchor)} ${receiver}`;
  }

  private itemFields(viewer: Viewer, type: 'part' | 'container', view: ItemView) {
    const { key } = view;
    const digitalLink = key.startsWith(canonicalDomain) ? key : null;
    return { id: this.ids.encode(viewer, type, view.id), digitalLink, view };
  }
}

/** Canonical keys are Digital Links of this domain (GS1 Digital Link URI Syntax, canonical form). */
const canonicalDomain = 'https://id.gs1.org/';
