import { eventJson } from './entries.ts';

/** Events, items, transformations, loads and all else that the log of hot questions holds. */
export const ROWS = 30_000;
/** Some item in the middle; event `ITEM - 1` makes it. */
export const ITEM = 15_000;
export const ITEM_KEY = `https://id.gs1.org/01/09521005000013/10/L-${ITEM}`;
/** What it lies in. */
export const PALLET = ROWS + ITEM / 100;
/** Places, products, parties and jobs, each in turn. */
export const TURNS = 300;
export const KNOWN = ROWS - 1;
/** The first page of what is known. */
export const PAGE = { first: 20, after: null, upto: KNOWN } as const;
/** Its lots are those whose number leaves 77. */
export const GTIN = '09521005000013';

/** Of every event. */
const BODY = JSON.stringify(eventJson({ id: 'urn:test' }));

/** Of ten events one only says where it was read (0), and one is a declaration (5): the event before it is wrong, the one after it is right. */
const ENTRIES = `
  insert into log.entry (position, owner, recorder, event_key, declaration_time, event_hash, leaf, known_from, event_time, event_offset,
    record_time, type, action, biz_step, read_point, biz_location, step, persistent_set, corrective_ids)
  select n, 1, 1, 'urn:test:' || case when n % 10 = 5 then n - 1 else n end, case when n % 10 = 5 then timestamptz '2026-02-01Z' end,
    '\\x00', '\\x00', n, timestamptz '2026-01-01Z' + n * interval '1 minute', '+00:00',
    timestamptz '2026-03-01Z' + n * interval '1 second', 4, null, 'commissioning',
    case when n % 10 = 0 then 'https://id.gs1.org/414/gate-' || n % ${TURNS} end,
    case when n % 10 > 0 then 'https://id.gs1.org/414/' || n % ${TURNS} end, 2,
    case when n % 1000 = 999 then array['recalled'] end, case when n % 10 = 5 then array['urn:test:' || n + 1] end
  from generate_series(0, ${KNOWN}) n;
  insert into log.body (position, doc) select n, '${BODY}' from generate_series(0, ${KNOWN}) n;
  insert into log.reservation (event_key, owner, job, content)
  select 'urn:promised:' || n, 1, n % ${TURNS}, '\\x00' from generate_series(0, ${KNOWN}) n;
  insert into log.held_range (first_position, last_position) select n, n + 1 from generate_series(0, ${KNOWN - 1}, 2) n;
  update log.head set next = ${ROWS};`;

const ITEMS = `
  insert into projection.item (key, uri, kind, gtin, lot, serial, first_position)
  select 'https://id.gs1.org/01/${GTIN}/10/L-' || n, 'L-' || n, 1, case when n % ${TURNS} = 77 then '${GTIN}' else 'other ' || n % ${TURNS} end,
    'L-' || n, 'S-' || n, n - 1
  from generate_series(1, ${ROWS}) n;
  insert into projection.item_alias (item, organisation, scheme, value, recorded_at, known_from)
  select n, 1, 'OWN', 'A-' || n, now(), n - 1 from generate_series(1, ${ROWS}) n;
  insert into projection.event_document (position, line, type, uri, number)
  select n, 0, 'po', 'urn:po:PO-' || n, 'PO-' || n from generate_series(0, ${KNOWN}) n;
  insert into projection.event_item (position, line, item, role, event_time, known_from)
  select n, 0, n + 1, 2, timestamptz '2026-01-01Z' + n * interval '1 minute', n from generate_series(0, ${KNOWN}) n;
  insert into projection.uncounted (position, line, item, role, class_level, event_time, doubt, known_from, known_until)
  select n, 1, n + 1, 1, true, timestamptz '2026-01-01Z' + n * interval '1 minute', 0, n, case when n % 2 = 0 then n + 1000 end
  from generate_series(0, ${KNOWN}) n;`;

/** Item n is made of item n - 1 by event n. */
const LINEAGE = `
  insert into projection.xform (position, kind, owner, process, event_time, inputs, outputs, known_from)
  select n, 1, 1, 'P-' || n, timestamptz '2026-01-01Z' + n * interval '1 minute', array[n], array[n + 1]::bigint[], n
  from generate_series(1, ${KNOWN}) n;
  insert into projection.xform_item (item, role, xform, event_time, known_from)
  select n + role - 1, role, n, timestamptz '2026-01-01Z' + n * interval '1 minute', n
  from generate_series(1, ${KNOWN}) n cross join generate_series(1, 2) role;
  insert into projection.xedge (src, dst, item, kind, known_from)
  select n, n + 1, n + 1, 1, n from generate_series(1, ${KNOWN - 1}) n;`;

/** Each item lies on the pallet of its hundred. */
const CUSTODY = `
  insert into projection.contain (child, parent, kind, quantity, unit, from_time, from_position, known_from)
  select n, ${ROWS} + n / 100, 1, 1, 'KGM', timestamptz '2026-01-01Z' + n * interval '1 minute', n, n
  from generate_series(1, ${KNOWN}) n;
  insert into projection.hand_over (position, line, side, owner, sender, receiver, receiver_site, complete, event_time, known_from)
  select n, 0, 2, 1, 'sender ' || n % ${TURNS}, 'receiver ' || n % ${TURNS}, 'https://id.gs1.org/414/dock-' || n % ${TURNS}, false,
    timestamptz '2026-01-01Z' + n * interval '1 minute', n
  from generate_series(0, ${KNOWN}) n;`;

/** SQL of a log of plain rows, much faster than by capture. */
export const FILL = ENTRIES + ITEMS + LINEAGE + CUSTODY;
