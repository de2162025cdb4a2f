import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type FileName, FilesInstead } from '../../web/file.view.tsx';
import { Waiting } from '../../web/part/waiting.view.tsx';
import type { Words } from '../../web/messages/words.ts';
import { Screens } from './screens.tsx';
import { askedText, signedIn } from './signed-in.ts';

/** A screen that is live, and what its address asks about. */
interface Asked {
  /** Folder below `web/`. */
  readonly live: 'part' | 'container' | 'recall' | 'search';
  /** What it lists, for who has no script. */
  readonly lists: readonly FileName[];
  /** As the address has it. */
  readonly about: unknown;
  /** Of the window, until the live screen knows better. */
  readonly title: (words: Words, about: string) => string;
}

const itself = ({ say }: Words, number: string): string =>
  number === '' ? say('part.ask') : number;

const ofTrace: readonly FileName[] = ['parts', 'links', 'gaps'];
const ofPart: readonly FileName[] = ['records', 'hops', 'holdings', 'books', 'origin', ...ofTrace];
const ofContainer: readonly FileName[] = ['contents', 'records', 'hops', ...ofTrace];
const ofRecall: readonly FileName[] = [
  'recall-parts',
  'recall-links',
  'recall-holders',
  'recall-gaps',
];

/**
 * Pages for who is signed in, about anything by any of its numbers; an address holds no id, since ids are each reader's own. The server
 * renders what surrounds them and their shape, what they say they ask for themselves.
 */
@Controller('console')
export class ConsolePage {
  constructor(private readonly screens: Screens) {}

  /** `/console/part?number=RR-0415`: where it came from and where it went. */
  @Get('part')
  part(
    @Query('number') about: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.show({ live: 'part', lists: ofPart, about, title: itself }, request, reply);
  }

  /** `/console/container?number=...`: what is inside, then and now. */
  @Get('container')
  container(
    @Query('number') about: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.show(
      { live: 'container', lists: ofContainer, about, title: itself },
      request,
      reply,
    );
  }

  /**
   * `/console/recall?number=KM-0312`: what was made from it, and who has it. Of every lot of a product (`?product=`, a GTIN), or of what
   * was at a place in a time (`?site=&from=&until=`, a GLN and two days), too.
   */
  @Get('recall')
  recall(
    @Query() { number, product, site }: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const about = number ?? product ?? site;
    const title = (words: Words, text: string): string =>
      text === '' ? itself(words, text) : `${words.say('part.recall')}: ${text}`;
    return this.show({ live: 'recall', lists: ofRecall, about, title }, request, reply);
  }

  /** `/console/search?q=RR-0415`: what a number or a name may mean. */
  @Get('search')
  search(
    @Query('q') about: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const title = ({ say }: Words, text: string): string =>
      text === '' ? say('search.ask') : say('search.title', { text });
    return this.show({ live: 'search', lists: ['hits'], about, title }, request, reply);
  }

  private async show(
    { live, lists, about: given, title }: Asked,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    if ((await signedIn(this.screens, request, reply)) === null) return;
    const about = askedText(given);
    await this.screens.show(request, reply, {
      title: (words) => title(words, about),
      live,
      body: (
        <div id="live">
          <Waiting number={about} />
          <FilesInstead
            field={live === 'search' ? 'q' : 'number'}
            {...{ about, lists }}
            asked={askedOf(live, about, request)}
          />
        </div>
      ),
    });
  }
}

const ofItem = ['number', 'at', 'known', 'direction'] as const;
const askedWith = {
  part: ofItem,
  container: ofItem,
  recall: ['number', 'product', 'site', 'from', 'until', 'known'],
} as const;

/** What the files of a screen are asked with: what the screen itself is. */
const askedOf = (
  live: Asked['live'],
  about: string,
  { query }: FastifyRequest,
): Readonly<Record<string, string>> => {
  if (live === 'search') return { q: about };
  const given = query as Readonly<Record<string, unknown>>;
  const named = askedWith[live].map((name) => [name, askedText(given[name])] as const);
  return Object.fromEntries(named);
};
