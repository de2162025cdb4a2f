import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import type { Mistake } from '../../web/form.view.tsx';
import type { EditShown } from '../../web/masterdata/edit.view.tsx';
import type { MessageKey, Words } from '../../web/messages/words.ts';
import { Refused } from '../../web/refused.view.tsx';
import { useWords } from '../../web/screen.view.tsx';
import { AuthenticationService } from '../access/authentication.service.ts';
import { NodeIdService } from '../access/node-id.service.ts';
import type { RegistrationGuards } from '../access/registration.ts';
import { hasScope } from '../access/scope.ts';
import type { Viewer } from '../access/viewer.ts';
import { type Problem, type Result } from '../core/result.ts';
import { addressOf } from './addresses.ts';
import { fieldsOf } from './forms.ts';
import { refuseOthers, Screens } from './screens.tsx';
import { senderOf, signedIn } from './signed-in.ts';
import type { FormValues } from './typed.ts';

/** The scope that forms of master data want. */
const SCOPE = 'MASTER_DATA';

/** A form as somebody left it, to be seen. */
type Looks = (shown: EditShown) => VNode;

/** What one's own record says. */
export interface Kept {
  readonly version: number;
  readonly values: FormValues;
}

/** What somebody sent. */
export interface Sent {
  /** Number of the own record to change; '' for something new. */
  readonly number: string;
  readonly values: FormValues;
  /** A form that is sent twice adds one thing, and one that is late writes over nothing. */
  readonly guards: RegistrationGuards;
}

/** A field of a form. */
interface EditField {
  /** What it is called. */
  readonly label: MessageKey;
  /** What to say when it holds what is not expected. */
  readonly fix: MessageKey;
}

/** A form that adds or changes one kind of thing. */
export interface EditForm {
  /** Where it is, and is sent to. */
  readonly path: string;
  readonly title: (isNew: boolean) => MessageKey;
  /** Each field by its name. */
  readonly fields: Readonly<Record<string, EditField>>;
  /** The reader's own record with a number; null when there is none. */
  readonly kept: (viewer: Viewer, number: string) => Promise<Kept | null>;
  /** Keeps what was given; answers where it is shown. */
  readonly save: (viewer: Viewer, sent: Sent) => Promise<Result<string>>;
  /** How it looks, with what it offers to a viewer; null where nobody is signed in. */
  readonly looks: (viewer: Viewer | null) => Promise<Looks>;
}

/** A form that is asked for or sent. */
interface Asking {
  readonly form: EditForm;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What a form is shown with. */
interface Left extends Pick<EditShown, 'number' | 'id' | 'as' | 'version' | 'values'> {
  readonly viewer: Viewer | null;
  readonly problems: readonly Problem[];
  readonly status: number;
}

/** Forms of master data: shown, sent, refused with every value kept, saved. */
@Injectable()
export class EditForms {
  constructor(
    private readonly screens: Screens,
    private readonly authentication: AuthenticationService,
    private readonly ids: NodeIdService,
  ) {}

  /** Shows a form; `number` names the own record to change, '' is for something new. */
  async open({ form, request, reply }: Asking, number: string): Promise<void> {
    const visitor = await signedIn(this.screens, request, reply);
    if (visitor === null) return;
    const { viewer } = visitor;
    if (!hasScope(viewer, SCOPE)) return this.sayMayNot(request, reply);
    const asking = { form, request, reply };
    const shown = { viewer, number, as: this.own(viewer), problems: [], status: 200 };
    if (number === '') {
      return this.show(asking, { ...shown, id: randomUUID(), version: '', values: {} });
    }
    const kept = await form.kept(viewer, number);
    if (kept === null) return this.sayNotYours(asking);
    const { version, values } = kept;
    await this.show(asking, { ...shown, id: '', version: String(version), values });
  }

  /** Keeps what was sent, or shows the form again with everything that was typed. */
  async send({ form, request, reply }: Asking, body: unknown): Promise<void> {
    const sender = await senderOf(this.authentication, request);
    if (sender.from === 'ELSEWHERE') return refuseOthers(reply);
    const given = fieldsOf(body);
    const number = given.get('number') ?? '';
    const values = Object.fromEntries(
      Object.keys(form.fields).map((name) => [name, (given.get(name) ?? '').trim()]),
    );
    const [id = '', version = '', as = ''] = ['id', 'version', 'as'].map((name) => given.get(name));
    const { viewer } = sender;
    const left = { viewer, number, id, version, as, values, problems: [] };
    const asking = { form, request, reply };
    if (viewer === null) return this.show(asking, { ...left, status: 401 });
    if (!hasScope(viewer, SCOPE)) return this.sayMayNot(request, reply);
    if (given.get('do') === 'back') return this.show(asking, { ...left, status: 200 });
    const own = this.own(viewer);
    if (as !== '' && as !== own) return this.askWhich(asking, { ...left, viewer, as: own });
    const done = await form.save(viewer, { number, values, guards: guardsOf(left) });
    if (done.ok) void reply.redirect(done.value, 303);
    else {
      const refused = { ...left, problems: done.problems, status: 422 };
      await this.show(asking, await this.mended(form, viewer, refused));
    }
  }

  /** Of a change only where the company that is signed in now keeps a record of its own: it may be written over then, knowingly. */
  private async askWhich(asking: Asking, left: Omit<Left, 'status'> & { readonly viewer: Viewer }) {
    const { form } = asking;
    const kept = left.number === '' ? null : await form.kept(left.viewer, left.number);
    if (left.number !== '' && kept === null) return this.sayNotYours(asking);
    const version = kept === null ? left.version : String(kept.version);
    await this.show(asking, { ...left, version, problems: [otherCompany], status: 422 });
  }

  private own(viewer: Viewer): string {
    return this.ids.encode(viewer, 'organisation', viewer.organisation ?? -1);
  }

  /** A refused form that can be sent once more: knowing of what is newer, or as something else than what was added. */
  private async mended(form: EditForm, viewer: Viewer, left: Left): Promise<Left> {
    if (left.problems.some(isOfId)) return { ...left, id: randomUUID() };
    if (!left.problems.some(isOfVersion)) return left;
    const kept = await form.kept(viewer, left.number);
    return kept === null ? left : { ...left, version: String(kept.version) };
  }

  private async show({ form, request, reply }: Asking, left: Left): Promise<void> {
    const { viewer, problems, status, ...kept } = left;
    const looks = await form.looks(viewer);
    const here = addressOf(form.path, { number: left.number });
    const newer = problems.some(isOfVersion) ? here : null;
    const shown = { ...kept, path: form.path, signedOut: viewer === null, newer };
    await this.screens.show(request, reply, {
      title: ({ say }) => {
        const title = say(form.title(left.number === ''));
        return problems.length === 0 ? title : say('session.mistake', { title });
      },
      path: here,
      live: null,
      body: <Filled form={form} looks={looks} problems={problems} shown={shown} />,
      status,
    });
  }

  private sayMayNot(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return this.screens.show(request, reply, {
      title: ({ say }) => say('organisation.mayNot'),
      live: null,
      body: <MayNot />,
      status: 403,
    });
  }

  private sayNotYours({ form, request, reply }: Asking): Promise<void> {
    return this.screens.show(request, reply, {
      title: ({ say }) => say('organisation.notYours'),
      live: null,
      body: <NotYours form={form} />,
      status: 404,
    });
  }
}

const Filled = ({
  form,
  looks,
  problems,
  shown,
}: {
  readonly form: EditForm;
  readonly looks: Looks;
  readonly problems: readonly Problem[];
  readonly shown: Omit<EditShown, 'mistakes'>;
}): VNode => {
  const words = useWords();
  const order = Object.keys(form.fields);
  const mistakes = problems
    .map((one) => mistakeOf(form, one, words))
    .toSorted((one, other) => order.indexOf(one.field ?? '') - order.indexOf(other.field ?? ''));
  return looks({ ...shown, mistakes });
};

const MayNot = (): VNode => {
  const { say } = useWords();
  const why = say('organisation.mayNot.why', { scope: SCOPE });
  return <Refused title={say('organisation.mayNot')} why={why} way={null} />;
};

const NotYours = ({ form }: { readonly form: EditForm }): VNode => {
  const { say } = useWords();
  return (
    <Refused
      title={say('organisation.notYours')}
      why={say('organisation.notYours.why')}
      way={{ href: form.path, words: say(form.title(true)) }}
    />
  );
};

/** Whoever sends a form of one company while signed in as another is asked which is meant. */
const otherCompany: Problem = {
  code: 'NOT_YOURS',
  message: 'This form was opened as another company.',
  at: '/as',
};

const isOfId = ({ at }: Problem): boolean => at === '/registrationId';
const isOfVersion = ({ at }: Problem): boolean => at === '/expectedVersion';

/** What a form is sent with; one that lacks it, since it was not got here, is taken as it is. */
const guardsOf = ({ number, id, version }: Pick<Left, 'number' | 'id' | 'version'>) =>
  number === ''
    ? { registrationId: id === '' ? null : id }
    : { expectedVersion: version === '' ? null : Number(version) };

/** A reason of a service, at the field that it is about and in the reader's words. */
const mistakeOf = ({ fields }: EditForm, problem: Problem, words: Words): Mistake => {
  const { code, message, at } = problem;
  const ofAll = (text: string): Mistake => ({
    field: null,
    name: null,
    message: text,
    expected: null,
  });
  if (isOfVersion(problem)) return ofAll(words.say('organisation.newer'));
  if (problem === otherCompany) return ofAll(words.say('form.otherCompany'));
  if (code === 'ID_CONFLICT') return ofAll(words.say('organisation.otherAdded'));
  const field = at.split('/', 2)[1] ?? '';
  const known = fields[field];
  if (known === undefined) return ofAll(words.problem(code, message));
  return {
    field,
    name: words.say('form.field', { field: words.say(known.label) }),
    message: code === 'INVALID_VALUE' ? words.say(known.fix) : words.problem(code, message),
    expected: null,
  };
};
