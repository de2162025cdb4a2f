import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The walks. Level by level with `= any(frontier)`, which unlike a recursive query also runs over sharded tables; hash and merge joins are
 * off, since the planner would read whole tables for a frontier of ten. They answer every meeting: a transformation, the level at which it was
 * reached, and the item through which (null: a mate of the same process).
 */
export class Walks1790000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Transformations of the same processes as some, known at a position and not later than a time.
      create function projection.process_mates(given bigint[], known bigint, latest timestamptz) returns setof bigint
      language sql stable as $$
        select distinct mate.id from projection.xform one
        join projection.xform mate on mate.owner = one.owner and mate.process = one.process
        where one.id = any(given) and one.process is not null
          and mate.known_from <= known and (mate.known_until is null or mate.known_until > known)
          and (latest is null or mate.event_time <= latest)
      $$;

      create function projection.edge_back(
        start bigint[], known bigint, latest timestamptz, depth int, meetings_max int
      ) returns table (xform bigint, level int, through bigint)
      language plpgsql stable as $$
      declare
        frontier bigint[];
        visited bigint[];
        met_xforms bigint[];
        met_items bigint[];
        reached int := 0;
        lvl int := 0;
      begin
        -- Makers of the start: transformations; of a piece that none makes, its membership in a lot.
        select coalesce(array_agg(m.xform), '{}'), coalesce(array_agg(m.item), '{}') into met_xforms, met_items
        from (
          select i.item, i.xform, x.kind, i.event_time, bool_or(x.kind = 1) over (partition by i.item) as by_xform
          from projection.xform_item i join projection.xform x on x.id = i.xform
          where i.item = any(start) and i.role = 2
            and i.known_from <= known and (i.known_until is null or i.known_until > known)
        ) m
        where (m.kind = 1 or not m.by_xform) and (latest is null or m.event_time <= latest);
        visited := '{}';
        loop
          return query select * from (select u.x, lvl, u.i from unnest(met_xforms, met_items) as u(x, i)) met;
          reached := reached + cardinality(met_xforms);
          select coalesce(array_agg(fresh.x), '{}') into frontier
          from (select unnest(met_xforms) as x except select unnest(visited)) fresh;
          exit when cardinality(frontier) = 0 or reached > meetings_max;
          met_xforms := array(
            select mate from projection.process_mates(frontier, known, latest) as mate
            where mate <> all(frontier) and mate <> all(visited));
          return query select u.x, lvl, null::bigint from unnest(met_xforms) as u(x);
          frontier := frontier || met_xforms;
          exit when lvl >= depth;
          visited := visited || frontier;
          select coalesce(array_agg(e.src), '{}'), coalesce(array_agg(e.item), '{}') into met_xforms, met_items
          from (
            select distinct e.src, e.item from projection.xedge e
            where e.dst = any(frontier) and e.kind = 1
              and e.known_from <= known and (e.known_until is null or e.known_until > known)
              and (latest is null or exists (
                select from projection.xform x where x.id = e.src and x.event_time <= latest))
          ) e;
          lvl := lvl + 1;
        end loop;
      end $$;

      create function projection.edge_forward(
        start bigint[], known bigint, latest timestamptz, depth int, meetings_max int
      ) returns table (xform bigint, level int, through bigint)
      language plpgsql stable as $$
      declare
        frontier bigint[];
        visited bigint[];
        met_xforms bigint[];
        met_items bigint[];
        reached int := 0;
        lvl int := 0;
      begin
        select coalesce(array_agg(i.xform), '{}'), coalesce(array_agg(i.item), '{}') into met_xforms, met_items
        from projection.xform_item i
        where i.item = any(start) and i.role = 1 and (latest is null or i.event_time <= latest)
          and i.known_from <= known and (i.known_until is null or i.known_until > known);
        visited := '{}';
        loop
          return query select * from (select u.x, lvl, u.i from unnest(met_xforms, met_items) as u(x, i)) met;
          reached := reached + cardinality(met_xforms);
          select coalesce(array_agg(fresh.x), '{}') into frontier
          from (select unnest(met_xforms) as x except select unnest(visited)) fresh;
          exit when cardinality(frontier) = 0 or reached > meetings_max;
          met_xforms := array(
            select mate from projection.process_mates(frontier, known, latest) as mate
            where mate <> all(frontier) and mate <> all(visited));
          return query select u.x, lvl, null::bigint from unnest(met_xforms) as u(x);
          frontier := frontier || met_xforms;
          exit when lvl >= depth;
          visited := visited || frontier;
          select coalesce(array_agg(e.dst), '{}'), coalesce(array_agg(e.item), '{}') into met_xforms, met_items
          from (
            select distinct e.dst, e.item from projection.xedge e
            where e.src = any(frontier)
              and e.known_from <= known and (e.known_until is null or e.known_until > known)
              and (latest is null or exists (
                select from projection.xform x where x.id = e.dst and x.event_time <= latest))
          ) e;
          lvl := lvl + 1;
        end loop;
      end $$;

      alter function projection.edge_back set enable_hashjoin = off;
      alter function projection.edge_back set enable_mergejoin = off;
      alter function projection.edge_back set enable_seqscan = off;
      -- Planned once: planning every level anew took a third of a walk of eight levels.
      alter function projection.edge_back set plan_cache_mode = force_generic_plan;
      alter function projection.edge_forward set enable_hashjoin = off;
      alter function projection.edge_forward set enable_mergejoin = off;
      alter function projection.edge_forward set enable_seqscan = off;
      alter function projection.edge_forward set plan_cache_mode = force_generic_plan;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function projection.edge_forward;
      drop function projection.edge_back;
      drop function projection.process_mates;
    `);
  }
}
