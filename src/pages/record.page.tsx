import { randomBytes } from 'node:crypto';
import {
  Body,
  Controller,
  Get,
  NotFoundException,
  Post,
  Query,
  Req,
  Res,
  UnauthorizedException,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import type { Mistake } from '../../web/form.view.tsx';
import { Refused } from '../../web/refused.view.tsx';
import type { RecordChoices } from '../../web/record/choices.view.tsx';
import { Choose } from '../../web/record/choose.view.tsx';
import { Done } from '../../web/record/done.view.tsx';
import { Forecast, type ForecastProps } from '../../web/record/forecast.view.tsx';
import { RecordForm } from '../../web/record/form.view.tsx';
import { useWords } from '../../web/screen.view.tsx';
import { isVerb, LINES_MAX, type Verb, verbForm } from '../../web/record/verbs.view.tsx';
import { AuthenticationService } from '../access/authentication.service.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import { hasScope } from '../access/scope.ts';
import type { Viewer } from '../access/viewer.ts';
import { UUID_RANDOM_BYTES, uuidUrn } from '../core/uuid.ts';
import { UnavailableError } from '../log/unavailable.ts';
import { Clock } from '../platform/clock.ts';
import { fieldsOf, type FormFields } from './forms.ts';
import { localTime, zoneMeant, zonesOf } from './local-time.ts';
import { RecordArriving } from './record-arriving.ts';
import { RecordChoicesReader } from './record-choices.ts';
import { formStep, rowsOf } from './record-form.ts';
import { RecordItems } from './record-items.ts';
import { RecordSteps } from './record-steps.ts';
import { refuseOthers, Screens } from './screens.tsx';
import { senderOf, signedIn } from './signed-in.ts';

/** What a form shows beside what stands in its fields. */
interface Shown {
  readonly status: number;
  readonly mistakes: readonly Mistake[];
  readonly forecast: ForecastProps | null;
  /** True for a form that nobody has seen yet. */
  readonly fresh?: true;
}

const asked = (given: unknown): readonly string[] =>
  (Array.isArray(given) ? given : [given]).filter(
    (one): one is string => typeof one === 'string' && one.trim() !== '',
  );

/** `/console/record`: one production step, told in a form that works without a script. */
@Controller('console/record')
export class RecordPage {
  constructor(
    private readonly screens: Screens,
    private readonly authentication: AuthenticationService,
    private readonly organisations: OrganisationService,
    private readonly choices: RecordChoicesReader,
    private readonly items: RecordItems,
    private readonly arriving: RecordArriving,
    private readonly steps: RecordSteps,
    private readonly clock: Clock,
  ) {}

  /** Words to choose from; with `step` the form of one, with what `item`, `to`, `from` and `container` name filled in. */
  @Get()
  async page(
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visitor = await signedIn(this.screens, request, reply);
    if (visitor === null) return;
    const { viewer } = visitor;
    if (!hasScope(viewer, 'RECORD')) return this.forbidden(request, reply);
    const [step = ''] = asked(query['step']);
    if (!isVerb(step)) return this.choose(viewer, query, request, reply);
    const fields = await this.fresh(viewer, step, query);
    const shown = { status: 200, mistakes: [], forecast: null, fresh: true } as const;
    return this.form(viewer, step, { fields, shown }, request, reply);
  }

  /** Tries or records what a form tells, or gives it one more line. */
  @Post()
  async post(
    @Query('step') step: unknown,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const sender = await senderOf(this.authentication, request);
    if (sender.from === 'ELSEWHERE') return refuseOthers(reply);
    if (typeof step !== 'string' || !isVerb(step)) {
      void reply.redirect('/console/record', 303);
      return;
    }
    const fields = fieldsOf(body);
    const { viewer } = sender;
    const shown = { status: viewer === null ? 401 : 200, mistakes: [], forecast: null };
    const [todo = '', list = ''] = (fields.get('do') ?? 'save').split('.');
    if (viewer === null) return this.form(null, step, { fields, shown }, request, reply);
    if (!hasScope(viewer, 'RECORD')) return this.forbidden(request, reply);
    if (todo === 'back') return this.form(viewer, step, { fields, shown }, request, reply);
    if (todo === 'more') {
      const longer = oneMore(fields, list);
      return this.form(viewer, step, { fields: longer, shown }, request, reply);
    }
    if (todo !== 'check') return this.save(viewer, step, fields, request, reply);
    const words = this.screens.words(request);
    const forecast = await this.steps.tried(viewer, formStep(fields, step, words), words);
    const tried = {
      status: 200,
      mistakes: forecast.lines === null ? forecast.mistakes : [],
      // Mistakes stand above, each once.
      forecast: forecast.lines === null ? null : forecast,
    };
    return this.form(viewer, step, { fields, shown: tried }, request, reply);
  }

  /** What recording would do, as the piece of a page that `web/record/main.tsx` puts into the form. */
  @Post('preview')
  async preview(
    @Query('step') step: unknown,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const sender = await senderOf(this.authentication, request);
    if (sender.from === 'ELSEWHERE') return refuseOthers(reply);
    if (sender.viewer === null) throw new UnauthorizedException();
    if (typeof step !== 'string' || !isVerb(step)) throw new NotFoundException();
    const words = this.screens.words(request);
    const form = formStep(fieldsOf(body), step, words);
    const forecast = await this.steps.tried(sender.viewer, form, words);
    await this.screens.piece(request, reply, <Forecast {...forecast} />);
  }

  private async save(
    viewer: Viewer,
    verb: Verb,
    fields: FormFields,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const words = this.screens.words(request);
    const meant = fields.get('as') ?? '';
    if (meant !== '' && meant !== this.choices.own(viewer)) {
      const message = words.say('form.otherCompany');
      const mistakes = [ofNone(message)];
      const shown = { status: 422, mistakes, forecast: null };
      return this.form(viewer, verb, { fields, shown }, request, reply);
    }
    try {
      const form = formStep(fields, verb, words);
      const outcome = await this.steps.recorded(viewer, verb, form, words);
      if (outcome.kind === 'RECORDED')
        return await this.screens.show(request, reply, {
          title: ({ say }) => say(outcome.done.again ? 'record.again' : 'record.done'),
          live: null,
          body: <Done {...outcome.done} />,
        });
      const { conflict } = outcome;
      const again = ofNone(words.say('record.conflict'));
      const shown = {
        status: 422,
        mistakes: conflict ? [again] : outcome.mistakes,
        forecast: null,
      };
      const kept = conflict ? new Map(fields).set('id', this.newId()) : fields;
      return await this.form(viewer, verb, { fields: kept, shown }, request, reply);
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      const message = words.say('problem.UNAVAILABLE');
      const shown = {
        status: 503,
        mistakes: [ofNone(message)],
        forecast: null,
      };
      void reply.header('retry-after', '5');
      return this.form(viewer, verb, { fields, shown }, request, reply);
    }
  }

  private newId(): string {
    return uuidUrn(this.clock.now().getTime(), randomBytes(UUID_RANDOM_BYTES));
  }

  /** Fields of a new form: now, by the clocks of the company's country, with what the address names. */
  private async fresh(
    viewer: Viewer,
    verb: Verb,
    query: Readonly<Record<string, unknown>>,
  ): Promise<FormFields> {
    const now = this.clock.now();
    const zone = zoneMeant(await this.zones(viewer), now) ?? '';
    const here = zone === '' ? '' : localTime(now, zone);
    const site = await this.choices.usualSite(viewer);
    const existing = verbForm(verb).lines.find(({ kind }) => kind === 'EXISTING');
    const items = asked(query['item']).slice(0, LINES_MAX);
    const named = ['to', 'from', 'container'].flatMap((name) => {
      const [value] = asked(query[name]);
      return value === undefined ? [] : [[name, value] as const];
    });
    return new Map([
      ['id', this.newId()],
      ['site', site ?? ''],
      ['zone', zone],
      ['now', here],
      ['time', here.slice(0, 16)],
      ...(existing === undefined
        ? []
        : items.map((item, row) => [`${existing.name}.${row}.item`, item] as const)),
      ...named,
    ]);
  }

  private async zones(viewer: Viewer | null): Promise<readonly string[]> {
    const own =
      viewer?.organisation == null
        ? null
        : await this.organisations.byId(viewer, viewer.organisation);
    return zonesOf(own?.country ?? null);
  }

  private async choose(
    viewer: Viewer,
    query: Readonly<Record<string, unknown>>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const arriving = await this.arriving.of(viewer);
    const items = new URLSearchParams(asked(query['item']).map((item) => ['item', item]));
    await this.screens.show(request, reply, {
      title: ({ say }) => say('record.title'),
      live: null,
      body: <Choose arriving={arriving} query={items.toString()} />,
    });
  }

  private async form(
    viewer: Viewer | null,
    verb: Verb,
    { fields, shown }: { readonly fields: FormFields; readonly shown: Shown },
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const zones = await this.zones(viewer);
    const zone = fields.get('zone') ?? '';
    const body: VNode = (
      <RecordForm
        verb={verb}
        valueOf={(name) => fields.get(name) ?? ''}
        rows={(lines) => Math.max(rowsOf(fields, lines), 1)}
        choices={await this.offered(viewer, verb === 'receive' && shown.status === 200)}
        placeNeeded={viewer !== null && viewer.site !== null}
        zones={zone === '' || zones.includes(zone) ? zones : [zone, ...zones]}
        mistakes={shown.mistakes}
        forecast={shown.forecast}
        fresh={shown.fresh === true}
        as={viewer === null ? (fields.get('as') ?? '') : this.choices.own(viewer)}
        signedOut={viewer === null}
      />
    );
    await this.screens.show(request, reply, {
      title: ({ say }) => {
        const title = say(`record.verb.${verb}`);
        return shown.mistakes.length > 0 ? say('session.mistake', { title }) : title;
      },
      live: 'record',
      body,
      status: shown.status,
    });
  }

  private async offered(viewer: Viewer | null, arriving: boolean): Promise<RecordChoices> {
    if (viewer === null) return { products: [], parties: [], sites: [], items: [], arriving: [] };
    const [lists, items, onTheWay] = await Promise.all([
      this.choices.of(viewer),
      this.items.recent(viewer),
      arriving ? this.arriving.of(viewer) : [],
    ]);
    return { ...lists, items, arriving: onTheWay };
  }

  private forbidden(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return this.screens.show(request, reply, {
      title: ({ say }) => say('record.title'),
      live: null,
      status: 403,
      body: <MayNotRecord />,
    });
  }
}

const MayNotRecord = (): VNode => {
  const { say } = useWords();
  return <Refused title={say('record.title')} why={say('record.forbidden')} way={null} />;
};

/** A mistake of no field alone. */
const ofNone = (message: string): Mistake => ({
  field: null,
  name: null,
  message,
  expected: null,
});

/** The same form with one more line of a list. */
const oneMore = (fields: FormFields, list: string): FormFields => {
  const name = ['in', 'out', 'item'].find((one) => one === list);
  if (name === undefined) return fields;
  const row = Math.max(rowsOf(fields, { name: name as 'in' | 'out' | 'item' }), 1);
  return row >= LINES_MAX ? fields : new Map(fields).set(`${name}.${row}.quantity`, '');
};
