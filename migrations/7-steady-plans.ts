import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Walks1790000000006 } from './6-walks.ts';

/**
 * Walks, and the refresh of edges, written so that every table is looked up by its index, row after row of what is asked: their plans are made
 * once a connection, perhaps while the tables were empty, and a planner left free then read a whole table at every batch and level.
 */
export class SteadyPlans1790000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- 'offset 0' keeps a look-up what it is: nothing is joined the other way round.
      create or replace function projection.edge_back(
        start bigint[], known bigint, latest timestamptz, depth int, meetings_max int
      ) returns table (xform bigint, level int, through bigint)
      language plpgsql stable rows 100
      set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
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
          select i.*, bool_or(i.kind = 1) over (partition by i.item) as by_xform
          from (
            select i.item, i.xform, i.event_time, (select x.kind from projection.xform x where x.id = i.xform) as kind
            from projection.xform_item i
            where i.item = any(start) and i.role = 2
              and i.known_from <= known and (i.known_until is null or i.known_until > known)
          ) i
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
            select distinct mate.id
            from unnest(frontier) as reached(id)
            cross join lateral (
              select x.owner, x.process from projection.xform x where x.id = reached.id and x.process is not null offset 0
            ) one
            cross join lateral (
              select x.id from projection.xform x
              where x.owner = one.owner and x.process = one.process and x.process is not null
                and x.known_from <= known and (x.known_until is null or x.known_until > known)
                and (latest is null or x.event_time <= latest)
              offset 0
            ) mate
            where mate.id <> all(frontier) and mate.id <> all(visited));
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

      create or replace function projection.edge_forward(
        start bigint[], known bigint, latest timestamptz, depth int, meetings_max int
      ) returns table (xform bigint, level int, through bigint)
      language plpgsql stable rows 100
      set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
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
            select distinct mate.id
            from unnest(frontier) as reached(id)
            cross join lateral (
              select x.owner, x.process from projection.xform x where x.id = reached.id and x.process is not null offset 0
            ) one
            cross join lateral (
              select x.id from projection.xform x
              where x.owner = one.owner and x.process = one.process and x.process is not null
                and x.known_from <= known and (x.known_until is null or x.known_until > known)
                and (latest is null or x.event_time <= latest)
              offset 0
            ) mate
            where mate.id <> all(frontier) and mate.id <> all(visited));
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

      -- Closes the edges that do not hold any more and adds those that do since a batch. gained: items that it gave a maker or a
      -- user; remade: items that lost a maker; its own transformations have the ids from first_opened on. As in
      -- core/lineage/transformations.ts (feeds), a maker feeds a use that is not earlier, or every use that is earlier than all makers, and
      -- where a transformation makes a piece, its membership in a lot is followed forward only (kind 2). Old makers and old uses are
      -- looked at again only where the first maker changed, so that one more filling of a silo does not cost all its fillings.
      create or replace function projection.refresh_edges(
        closed bigint[], remade bigint[], gained bigint[], first_opened bigint, since bigint
      ) returns void language plpgsql
      set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
      begin
        if cardinality(closed) > 0 then
          update projection.xedge set known_until = since where src = any(closed) and known_until is null;
          update projection.xedge set known_until = since where dst = any(closed) and known_until is null;
        end if;

        with touched as (
          select distinct unnest(remade || gained) as item
        ), makers as (
          select made.*, made.xform >= first_opened as fresh, made.item = any(remade) as lost
          from touched cross join lateral (
            select i.item, i.xform, i.event_time, (select x.kind from projection.xform x where x.id = i.xform) as kind
            from projection.xform_item i where i.item = touched.item and i.role = 2 and i.known_until is null
            offset 0
          ) made
        ), firsts as (
          select m.*,
            bool_or(kind = 1) over same as by_xform,
            bool_or(kind = 1) filter (where not fresh) over same as was_by_xform,
            coalesce(min(event_time) filter (where kind = 1) over same, min(event_time) over same) as first_made,
            coalesce(min(event_time) filter (where kind = 1 and not fresh) over same,
              min(event_time) filter (where not fresh) over same) as was_first
          from makers m window same as (partition by item)
        ), considered as (
          select item, xform, event_time, fresh, by_xform, first_made, kind = 2 and by_xform as forward_only,
            lost or was_first is not null as before,
            lost or by_xform is distinct from was_by_xform or first_made is distinct from was_first as anew
          from firsts
        ), pairs as (
          select m.*, used.xform as used_by, used.event_time as used_at
          from considered m cross join lateral (
            select u.xform, u.event_time from projection.xform_item u
            where u.item = m.item and u.role = 1 and u.known_until is null
              and u.xform >= case when m.anew or m.fresh then 0 else first_opened end
            offset 0
          ) used
        ), told as (
          select xform as src, used_by as dst, item, case when forward_only then 2 else 1 end as kind, null::bigint as id
          from pairs where forward_only or event_time <= used_at or first_made > used_at
          union all
          select e.src, e.dst, e.item, e.kind, e.id
          from (select distinct item from considered where anew and before) looked_at
          cross join lateral (
            select e.* from projection.xedge e where e.item = looked_at.item and e.known_until is null offset 0
          ) e
        ), differences as (
          select src, dst, item, kind, max(id) as id, count(*) > count(id) as holds from told group by src, dst, item, kind
        ), ended as (
          update projection.xedge e set known_until = since from differences d where e.id = d.id and not d.holds
        )
        insert into projection.xedge (src, dst, item, kind, known_from)
        select src, dst, item, kind, since from differences where id is null;
      end $$;

      -- The ids of items by key, always by the index: for a batch the planner would rather read the whole of a middling table.
      create or replace function projection.item_ids(keys text[]) returns table (id bigint, key text)
      language sql stable set enable_seqscan = off as $$
        select i.id, i.key from projection.item i where i.key = any(keys)
      $$;

      -- One record time a batch: its last record stands for it.
      drop index if exists log.entry_record_time;
      create index entry_record_time on log.entry (record_time) where position = known_from;

      drop function projection.process_mates;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index if exists log.entry_record_time;
      create index entry_record_time on log.entry (record_time, position);
      drop function projection.item_ids;
      drop function projection.refresh_edges;
      drop function projection.edge_forward;
      drop function projection.edge_back;
    `);
    await new Walks1790000000006().up(runner);
  }
}
