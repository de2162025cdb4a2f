import { Field, ID, ObjectType } from '@nestjs/graphql';
import { connectionOf, edgeOf } from './connection.ts';
import { CalendarDay, CountryCode } from './scalars.ts';
import { Node } from './node.types.ts';
import { Identifier } from './party.types.ts';
import type { OrganisationView } from '../access/organisation.ts';
import type { CertificateView } from '../masterdata/certificate.ts';

@ObjectType({
  implements: () => [Node],
  description:
    'A company, farm, cooperative, authority. A supplier, a buyer and a carrier are roles of organisations, not other types.',
})
export class Organisation {
  readonly view!: OrganisationView;

  @Field(() => ID, { description: 'Global id.' })
  readonly id!: string;

  @Field(() => CountryCode, { nullable: true, description: 'ISO 3166-1.' })
  readonly country!: string | null;

  @Field(() => [Identifier], { description: 'All numbers you may know; at most 200.' })
  readonly identifiers!: readonly Identifier[];

  @Field(() => Boolean, {
    description: 'True when it records events itself; false when it was only named by others.',
  })
  readonly recordsHere!: boolean;
}

@ObjectType({
  implements: () => [Node],
  description:
    'A certificate held by an organisation, site or part: organic, fair trade, origin, phytosanitary.',
})
export class Certificate {
  readonly view!: CertificateView;

  @Field(() => ID, { description: 'Global id.' })
  readonly id!: string;

  @Field(() => String, { description: 'Programme: `EU organic`, `Fairtrade`.' })
  readonly scheme!: string;

  @Field(() => String, { description: 'As printed.' })
  readonly number!: string;

  @Field(() => String, { nullable: true, description: 'Who issued it.' })
  readonly issuedBy!: string | null;

  @Field(() => CalendarDay, { nullable: true, description: 'First day.' })
  readonly validFrom!: string | null;

  @Field(() => CalendarDay, { nullable: true, description: 'Last day.' })
  readonly validUntil!: string | null;
}

@ObjectType({ description: 'One entry of a page of organisations.' })
export class OrganisationEdge extends edgeOf(() => Organisation) {}

@ObjectType({ description: 'A page of organisations.' })
export class OrganisationConnection extends connectionOf(
  () => Organisation,
  () => OrganisationEdge,
) {}
