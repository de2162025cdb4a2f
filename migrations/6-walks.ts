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

      -- The ids of items by key, always by the index: for a batch the planner would rather read the whole of a middling table.
      create function projection.item_ids(keys text[]) returns table (id bigint, key text)
      language sql stable set enable_seqscan = off as $$
        select i.id, i.key from projection.item i where i.key = any(keys)
      $$;

      create function projection.edge_back(
        start bigint[], known bigint, latest timestamptz, depth int, meetings_max int
      ) returns table (xform bigint, level int, through bigint)
      language plpgsql stable rows 100 as $$
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
      language plpgsql stable rows 100 as $$
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

      -- Closes the edges that do not hold any more and adds those that do since a batch. gained: items that it gave a maker or a
      -- user; remade: items that lost a maker; its own transformations have the ids from first_opened on. As in
      -- core/lineage/transformations.ts (feeds), a maker feeds a use that is not earlier, or every use that is earlier than all makers, and
      -- where a transformation makes a piece, its membership in a lot is followed forward only (kind 2). Old makers and old uses are
      -- looked at again only where the first maker changed, so that one more filling of a silo does not cost all its fillings.
      create function projection.refresh_edges(
        closed bigint[], remade bigint[], gained bigint[], first_opened bigint, since bigint
      ) returns void language plpgsql as $$
      begin
        update projection.xedge set known_until = since
        where known_until is null and (src = any(closed) or dst = any(closed));

        with touched as (
          select distinct unnest(remade || gained) as item
        ), makers as (
          select i.item, i.xform, x.kind, i.event_time, i.xform >= first_opened as fresh, i.item = any(remade) as lost
          from touched join projection.xform_item i on i.item = touched.item and i.role = 2 and i.known_until is null
          join projection.xform x on x.id = i.xform
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
          select m.*, u.xform as used_by, u.event_time as used_at
          from considered m join projection.xform_item u on u.item = m.item and u.role = 1 and u.known_until is null
          where m.anew or m.fresh
          union all
          select m.*, u.xform, u.event_time
          from considered m join projection.xform_item u on u.item = m.item and u.role = 1 and u.known_until is null
            and u.xform >= first_opened
          where not (m.anew or m.fresh)
        ), told as (
          select xform as src, used_by as dst, item, case when forward_only then 2 else 1 end as kind, null::bigint as id
          from pairs where forward_only or event_time <= used_at or first_made > used_at
          union all
          select e.src, e.dst, e.item, e.kind, e.id
          from (select distinct item from considered where anew and before) looked_at
          join projection.xedge e on e.item = looked_at.item and e.known_until is null
        ), differences as (
          select src, dst, item, kind, max(id) as id, count(*) > count(id) as holds from told group by src, dst, item, kind
        ), ended as (
          update projection.xedge e set known_until = since from differences d where e.id = d.id and not d.holds
        )
        insert into projection.xedge (src, dst, item, kind, known_from)
        select src, dst, item, kind, since from differences where id is null;
      end $$;

      alter function projection.refresh_edges set plan_cache_mode = force_generic_plan;
      alter function projection.refresh_edges set enable_seqscan = off;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function projection.refresh_edges;
      drop function projection.edge_forward;
      drop function projection.edge_back;
      drop function projection.item_ids;
      drop function if exists projection.process_mates;
    `);
  }
}
