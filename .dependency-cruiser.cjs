/**
 * The law of imports (docs/architecture.md): one direction, no cycle anywhere. The rooms, once, from left to right: a room may
 * import only rooms to its left. test/walls.e2e.spec.ts plants a violation of each rule and sees it caught.
 */
const rooms = [
  'core',
  'platform',
  'access',
  'masterdata',
  'log',
  'evidence',
  'projections',
  'capture',
  'query',
  'trace',
  'cases',
  'subscriptions',
  'credentials',
  'insights',
];
const doors = ['graphql', 'rest', 'pages'];
const code = '^src/';
const notSpec = '\\.spec\\.ts$';

const toTheLeft = rooms.slice(0, -1).map((room, index) => ({
  name: `room-${room}-imports-only-to-its-left`,
  severity: 'error',
  from: { path: `^src/${room}/`, pathNot: notSpec },
  to: { path: `^src/(${[...rooms.slice(index + 1), ...doors].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...toTheLeft,
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: code, pathNot: ['\\.spec\\.ts$', '^src/(main|cli)\\.ts$'] },
      to: {},
    },
    {
      name: 'core-is-pure',
      comment:
        'core runs in the browser: no framework, no I/O; big.js, and node:crypto behind one file',
      severity: 'error',
      from: { path: '^src/core/', pathNot: [notSpec, '^src/core/sha256\\.ts$'] },
      to: { pathNot: ['^src/core/', '/big\\.js/', '/@types/big\\.js/'] },
    },
    {
      name: 'one-file-hashes',
      severity: 'error',
      from: { path: '^src/core/sha256\\.ts$' },
      to: { pathNot: ['^src/core/', '^(node:)?crypto$'] },
    },
    {
      name: 'rooms-know-no-door-no-graphql-no-http',
      severity: 'error',
      from: { path: `^src/(${rooms.join('|')})/`, pathNot: notSpec },
      to: {
        path: [
          `^src/(${doors.join('|')})/`,
          '(^|/)node_modules/(graphql|@nestjs/graphql|@nestjs/apollo|@apollo/server|fastify|@nestjs/platform-fastify)/',
        ],
      },
    },
    ...doors.map((door) => ({
      name: `door-${door}-knows-no-other-door`,
      severity: 'error',
      from: { path: `^src/${door}/`, pathNot: notSpec },
      to: { path: `^src/(${doors.filter((other) => other !== door).join('|')})/` },
    })),
    {
      name: 'doors-know-no-sql',
      severity: 'error',
      from: { path: `^src/(${doors.join('|')})/`, pathNot: notSpec },
      to: {
        path: [
          '\\.(store|projection|entity)\\.ts$',
          '(^|/)node_modules/(typeorm|pg|pg-copy-streams)/',
        ],
      },
    },
    {
      name: 'only-stores-know-the-database',
      severity: 'error',
      from: {
        path: code,
        pathNot: ['\\.(store|projection|entity)\\.ts$', '^src/platform/', notSpec],
      },
      to: { path: '(^|/)node_modules/(typeorm|pg|pg-copy-streams)/' },
    },
    {
      name: 'stores-know-no-service',
      severity: 'error',
      from: { path: '\\.(store|projection|entity)\\.ts$' },
      to: { path: '\\.(service|job)\\.ts$' },
    },
    {
      name: 'web-shares-only-core',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^src/(?!core/)' },
    },
    {
      name: 'only-pages-show-views',
      severity: 'error',
      from: { path: `^src/(${[...rooms, 'graphql', 'rest'].join('|')})/` },
      to: { path: '^web/' },
    },
    {
      name: 'pages-take-only-views-of-web',
      comment: 'the server renders what needs no window: views, and the words they are told in',
      severity: 'error',
      from: { path: '^src/pages/' },
      to: { path: '^web/', pathNot: '(\\.view\\.tsx|^web/messages/.*)$' },
    },
    {
      name: 'views-know-neither-side',
      severity: 'error',
      from: { path: '(\\.view\\.tsx|^web/messages/.*)$', pathNot: notSpec },
      to: {
        pathNot: [
          '\\.view\\.tsx$',
          '^web/messages/',
          '^src/core/',
          '(^|/)node_modules/(preact|@messageformat)/',
        ],
      },
    },
    {
      name: 'only-the-root-assembles',
      severity: 'error',
      from: {
        path: code,
        pathNot: ['^src/(main|cli|demo|app\\.module)\\.ts$', '^src/[^/]+\\.ts$', notSpec],
      },
      to: { path: '^src/app\\.module\\.ts$' },
    },
    {
      name: 'nothing-within-knows-sample-or-command-line',
      comment: 'they stand outside and use the rooms like everybody',
      severity: 'error',
      from: { path: `^src/(${[...rooms, ...doors].join('|')})/` },
      to: { path: '^src/(sample|cli)/' },
    },
    {
      name: 'nothing-imports-a-spec',
      severity: 'error',
      from: {},
      to: { path: notSpec },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs'] },
  },
};
