import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import type { Mistake } from '../../web/form.view.tsx';
import { EditRefused, type EditShown } from '../../web/masterdata/edit.view.tsx';
import type { MessageKey, Words } from '../../web/messages/words.ts';
import { useWords } from '../../web/screen.view.tsx';
import { AuthenticationService } from '../access/authentication.service.ts';
import { hasScope } from '../access/scope.ts';
import type { Viewer } from '../access/viewer.ts';
import { type Problem, type Result } from '../core/result.ts';
import { fieldsOf } from './forms.ts';
import { refuseOthers, Screens } from './screens.tsx';
import { signedIn } from './signed-in.ts';
import type { FormValues } from './typed.ts';

/** The scope that forms of master data want. */
const SCOPE = 'MASTER_DATA';

/** A form as somebody left it, to be seen. */
type Looks = (shown: EditShown) => VNode;

/** A form that adds or changes one kind of thing. */
export interface EditForm {
  /** Where it is, and is sent to. */
  readonly path: string;
  readonly title: (isNew: boolean) => MessageKey;
  /** Each field with what to say when it holds what is not expected. */
  readonly fields: Readonly<Record<string, MessageKey>>;
  /** What the fields hold of the reader's own record with a number; null when there is none. */
  readonly valuesOf: (viewer: Viewer, number: string) => Promise<FormValues | null>;
  /** Keeps what was given, of something new where `number` is ''; answers where it is shown. */
  readonly save: (viewer: Viewer, number: string, values: FormValues) => Promise<Result<string>>;
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
interface Left {
  readonly viewer: Viewer | null;
  readonly number: string;
  readonly values: FormValues;
  readonly problems: readonly Problem[];
  readonly status: number;
}

/** Forms of master data: shown, sent, refused with every value kept, saved. */
@Injectable()
export class EditForms {
  constructor(
    private readonly screens: Screens,
    private readonly authentication: AuthenticationService,
  ) {}

  /** Shows a form; `number` names the own record to change, '' is for something new. */
  async open({ form, request, reply }: Asking, number: string): Promise<void> {
    const visitor = await signedIn(this.screens, request, reply);
    if (visitor === null) return;
    const { viewer } = visitor;
    if (!hasScope(viewer, SCOPE)) return this.sayMayNot(request, reply);
    const values = number === '' ? {} : await form.valuesOf(viewer, number);
    if (values === null) return this.sayNotYours({ form, request, reply });
    await this.show(
      { form, request, reply },
      { viewer, number, values, problems: [], status: 200 },
    );
  }

  /** Keeps what was sent, or shows the form again with everything that was typed. */
  async send({ form, request, reply }: Asking, body: unknown): Promise<void> {
    const found = await this.authentication.of(request);
    if (!found.ok && found.status === 403) return refuseOthers(reply);
    const given = fieldsOf(body);
    const number = given.get('number') ?? '';
    const values = Object.fromEntries(
      Object.keys(form.fields).map((name) => [name, (given.get(name) ?? '').trim()]),
    );
    const left = { number, values, problems: [] };
    if (!found.ok || found.viewer.organisation === null) {
      return this.show({ form, request, reply }, { ...left, viewer: null, status: 401 });
    }
    const { viewer } = found;
    if (!hasScope(viewer, SCOPE)) return this.sayMayNot(request, reply);
    const done = await form.save(viewer, number, values);
    if (done.ok) void reply.redirect(done.value, 303);
    else {
      const { problems } = done;
      await this.show({ form, request, reply }, { ...left, viewer, problems, status: 422 });
    }
  }

  private async show({ form, request, reply }: Asking, left: Left): Promise<void> {
    const { viewer, number, values, problems, status } = left;
    const looks = await form.looks(viewer);
    const signedOut = viewer === null;
    const shown = { path: form.path, number, values, signedOut };
    await this.screens.show(request, reply, {
      title: ({ say }) => {
        const title = say(form.title(number === ''));
        return problems.length === 0 ? title : say('session.mistake', { title });
      },
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
  return <EditRefused title={say('organisation.mayNot')} why={why} way={null} />;
};

const NotYours = ({ form }: { readonly form: EditForm }): VNode => {
  const { say } = useWords();
  return (
    <EditRefused
      title={say('organisation.notYours')}
      why={say('organisation.notYours.why')}
      way={{ href: form.path, words: say(form.title(true)) }}
    />
  );
};

/** A reason of a service, at the field that it is about and in the reader's words. */
const mistakeOf = ({ fields }: EditForm, { code, message, at }: Problem, words: Words): Mistake => {
  const name = at.split('/', 2)[1] ?? '';
  const fix = fields[name];
  const said = code === 'INVALID_VALUE' && fix !== undefined ? words.say(fix) : null;
  return {
    field: fix === undefined ? null : name,
    message: said ?? words.problem(code, message),
    expected: null,
  };
};
