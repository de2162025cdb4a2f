import type { RecallAnswer as Answer, RecallCase as RecallCaseView } from '../cases/recall-case.ts';
import type { RecallSubject } from '../trace/recall-subject.ts';
import type { Loaders } from './loaders.ts';
import { make } from './make.ts';
import { itemName, productOf } from './naming.ts';
import { RecallAnswer, RecallCase } from './recall-case.types.ts';

/** A case for whoever may see it. Nothing is withheld yet, so nobody is reached behind it. */
export const presentRecallCase = (view: RecallCaseView, id: string): RecallCase => {
  const { drill, reason, startedAt, closedAt, answers } = view;
  const acknowledged = answers.length;
  const rest = { acknowledged, notifiedBehindWithheld: 'NONE', view };
  return make(RecallCase, { id, drill, reason, startedAt, closedAt, ...rest });
};

/** An answer for whoever may see it. */
export const presentRecallAnswer = (view: Answer): RecallAnswer =>
  make(RecallAnswer, { answer: view.answer, answeredAt: view.answeredAt, view });

/** What is recalled, in words: `Green coffee KM-0312`. */
export async function recallText(subject: RecallSubject, loaders: Loaders): Promise<string> {
  switch (subject.kind) {
    case 'ITEM': {
      const item = await loaders.item.load(subject.item);
      return item === null ? 'An item' : itemName(item, await productOf(item, loaders));
    }
    case 'PRODUCT': {
      const line = { key: subject.product, kind: 'CLASS', lot: null, serial: null } as const;
      return itemName(line, await productOf(line, loaders));
    }
    case 'SITE': {
      const { site, from, until } = subject;
      const name =
        (await loaders.siteByKey.load(site))?.name ?? site.slice(site.lastIndexOf('/') + 1);
      return `Everything at ${name} from ${from} until ${until}`;
    }
  }
}
