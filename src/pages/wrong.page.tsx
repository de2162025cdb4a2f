import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import type { Mistake } from '../../web/form.view.tsx';
import { NotThere } from '../../web/masterdata/shown.view.tsx';
import { DeclaredWrong, Wrong, type WrongRecord } from '../../web/record/wrong.view.tsx';
import { Refused } from '../../web/refused.view.tsx';
import { useWords } from '../../web/screen.view.tsx';
import type { MessageKey } from '../../web/messages/words.ts';
import { AuthenticationService } from '../access/authentication.service.ts';
import { hasScope } from '../access/scope.ts';
import type { Viewer } from '../access/viewer.ts';
import { StepCorrectionService } from '../capture/step-correction.service.ts';
import { stepOf } from '../core/epcis/step.ts';
import type { Problem } from '../core/result.ts';
import { LogReaderService } from '../log/log-reader.service.ts';
import { type EventRecord, EventService } from '../query/event.service.ts';
import { addressOf } from './addresses.ts';
import { fieldsOf } from './forms.ts';
import { RecordSteps } from './record-steps.ts';
import { refuseOthers, Screens, type ScreenShown } from './screens.tsx';
import { askedText, senderOf, signedIn } from './signed-in.ts';

/** A form as somebody left it. */
interface Left {
  readonly event: string;
  readonly note: string;
  readonly problems: readonly Problem[];
  readonly status: number;
}

/** `/console/wrong?event=`: declares that an own record is of something that did not happen. Nothing is taken away. */
@Controller('console/wrong')
export class WrongPage {
  constructor(
    private readonly screens: Screens,
    private readonly authentication: AuthenticationService,
    private readonly events: EventService,
    private readonly steps: RecordSteps,
    private readonly corrections: StepCorrectionService,
    private readonly log: LogReaderService,
  ) {}

  /** Shows the record, and asks. */
  @Get()
  async page(
    @Query('event') given: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visitor = await signedIn(this.screens, request, reply);
    if (visitor === null) return;
    const left = { event: askedText(given), note: '', problems: [], status: 200 };
    await this.screens.show(request, reply, await this.asked(visitor.viewer, left));
  }

  /** Declares it. Sent twice it is declared once. */
  @Post()
  async post(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const sender = await senderOf(this.authentication, request);
    if (sender.from === 'ELSEWHERE') return refuseOthers(reply);
    const fields = fieldsOf(body);
    const [event, note] = [fields.get('event') ?? '', fields.get('note') ?? ''];
    const left = { event, note, problems: [], status: 200 };
    const { viewer } = sender;
    const isAsked = viewer === null || fields.get('do') === 'back' || !hasScope(viewer, 'RECORD');
    const shown = isAsked ? await this.asked(viewer, left) : await this.declared(viewer, left);
    await this.screens.show(request, reply, shown);
  }

  private async declared(viewer: Viewer, left: Left): Promise<ScreenShown> {
    const { event, note } = left;
    const outcome = await this.corrections.voidStep(viewer, {
      event: { eventId: event },
      note: note.trim() === '' ? null : note.trim(),
    });
    const { problems, status, position } = outcome;
    if (position === null) return this.asked(viewer, { ...left, problems, status: 422 });
    const record = await this.events.byPosition(viewer, position);
    if (record === null) throw new Error('what was declared wrong is gone');
    const again = status === 'ALREADY_RECORDED';
    return {
      title: ({ say }) => say(again ? 'wrong.again' : 'wrong.done'),
      path: here(event),
      live: null,
      body: <DeclaredWrong record={await this.told(viewer, record)} again={again} />,
    };
  }

  /** The question; whoever may not answer it is told why. */
  private async asked(viewer: Viewer | null, left: Left): Promise<ScreenShown> {
    const { event, note, problems, status } = left;
    const path = here(event);
    const shown = { title: titleOf('wrong.title'), path, live: null };
    if (viewer === null)
      return {
        ...shown,
        status: 401,
        body: <Asked {...{ event, note, problems }} record={null} />,
      };
    const record = await this.events.byEventId(viewer, event);
    if (record === null)
      return { ...shown, title: titleOf('organisation.nothing'), status: 404, body: <NotThere /> };
    if (record.owner !== viewer.organisation) return refusal(path, 'wrong.notYours');
    if (!hasScope(viewer, 'RECORD')) return refusal(path, 'record.forbidden');
    const { position } = record;
    const standing = (await this.log.standings(viewer, [position])).get(position)?.standing;
    if ((standing ?? 'CURRENT') !== 'CURRENT') return refusal(path, 'problem.ALREADY_CORRECTED');
    const body = <Asked {...{ event, note, problems }} record={await this.told(viewer, record)} />;
    if (problems.length === 0) return { ...shown, status, body };
    const title: ScreenShown['title'] = ({ say }) =>
      say('session.mistake', { title: say('wrong.title') });
    return { ...shown, title, status, body };
  }

  private async told(viewer: Viewer, { event }: EventRecord): Promise<WrongRecord> {
    const { time } = event;
    return { step: stepOf(event), day: time.day, lines: await this.steps.lines(viewer, event) };
  }
}

const here = (event: string): string => addressOf('/console/wrong', { event });

const titleOf =
  (key: MessageKey): ScreenShown['title'] =>
  ({ say }) =>
    say(key);

const refusal = (path: string, why: MessageKey): ScreenShown => ({
  title: titleOf('wrong.title'),
  path,
  live: null,
  status: 403,
  body: <MayNot why={why} />,
});

const MayNot = ({ why }: { readonly why: MessageKey }): VNode => {
  const { say } = useWords();
  return <Refused title={say('wrong.title')} why={say(why)} way={null} />;
};

const Asked = ({
  event,
  note,
  problems,
  record,
}: Pick<Left, 'event' | 'note' | 'problems'> & { readonly record: WrongRecord | null }): VNode => {
  const { say, problem } = useWords();
  const mistakes = problems.map(({ code, message, at, expected }): Mistake => ({
    field: at === '/note' ? 'note' : null,
    name: at === '/note' ? say('form.field', { field: say('wrong.note') }) : null,
    message: problem(code, message),
    expected: expected ?? null,
  }));
  return <Wrong {...{ event, note, record, mistakes }} signedOut={record === null} />;
};
