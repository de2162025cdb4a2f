import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access/viewer.ts';
import { LogReaderService } from '../log/log-reader.service.ts';
import type { Moment } from '../query/moment.ts';
import { provenanceRows } from '../trace/stream-rows.ts';
import { ProvenanceStreamService } from '../trace/stream.service.ts';
import type { CsvFile } from './csv-file.ts';
import { ItemFiles, momentOf } from './item-files.ts';
import { RecallFiles } from './recall-files.ts';
import { fileOfStream } from './stream-file.ts';

/** Lists of a trace, as their files are called, each with the rows of the stream that it is. */
const kinds = new Map(
  Object.entries({
    parts: provenanceRows.node,
    links: provenanceRows.link,
    gaps: provenanceRows.gap,
  }),
);

/** Lists of traces and recalls as files: those of what a part came from and went into. */
@Injectable()
export class TraceFiles {
  constructor(
    private readonly items: ItemFiles,
    private readonly log: LogReaderService,
    private readonly provenances: ProvenanceStreamService,
    private readonly recalls: RecallFiles,
  ) {}

  /** Whether a list is one of a trace or a recall. */
  has(list: string): boolean {
    return kinds.has(list) || this.recalls.has(list);
  }

  /** A list of the trace or recall that an address names; null: there is no such list, or nothing of that number. */
  async of(
    viewer: Viewer,
    list: string,
    query: Readonly<Record<string, unknown>>,
  ): Promise<CsvFile | null> {
    if (this.recalls.has(list)) {
      const moment = await this.moment(momentOf(query['known']));
      return this.recalls.of(viewer, list, { query, moment });
    }
    const kind = kinds.get(list);
    const asked = kind === undefined ? null : await this.items.asked(viewer, query);
    if (kind === undefined || asked === null) return null;
    const { item, direction, at, asKnownAt, name } = asked;
    const { known, namesAt } = await this.moment(asKnownAt);
    const question = { item: item.id, direction, at, asKnownAt: namesAt, known };
    const stream = await this.provenances.open(viewer, question);
    return stream === null ? null : fileOfStream(`${name} ${list}`, stream, kind);
  }

  /** Also what is asked for now is of one moment. */
  private async moment(asKnownAt: string | null): Promise<Moment> {
    if (asKnownAt === null) {
      const { position, at } = await this.log.settled();
      return { known: position, namesAt: at };
    }
    const known = await this.log.positionAt(asKnownAt);
    return { known, namesAt: new Date(asKnownAt).toISOString() };
  }
}
