-- Restriction of processing (Art. 18 GDPR), in the database: who is restricted is not there for ordinary purposes.

create table restrictions (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  person_id uuid not null,
  -- Art. 18(1)(a) to (d) GDPR, or blocked instead of deleted (section 35 BDSG).
  ground text not null check (ground in ('a', 'b', 'c', 'd', 'bdsg35')),
  reason bytea,
  -- Activities that the person allows nevertheless (Art. 18(2): with consent).
  allowed text[] not null default '{}',
  only_for text,
  set_at timestamptz not null,
  -- The person has been told that the restriction ends (Art. 18(3)); without it nothing lifts it.
  announced_at timestamptz,
  announced_by text check (announced_by in ('mail', 'letter')),
  lifted_at timestamptz,
  check (lifted_at is null or announced_at is not null),
  primary key (organisation_id, id)
);
create index restrictions_of_person on restrictions (organisation_id, person_id);

-- What is in force now: persons as a whole, and single rows. The policies read this table and no other, so it is small:
-- lifting deletes from it.
create table restricted (
  organisation_id uuid not null,
  restriction_id uuid not null,
  -- The person, or the row where object_table is not null. All are random ids, so one column finds both.
  ref uuid not null,
  object_table text,
  person_id uuid not null,
  allowed text[] not null default '{}',
  -- Set where only one activity is stopped, e.g. by an objection to it: all others go on.
  only_for text,
  primary key (organisation_id, restriction_id, ref),
  foreign key (organisation_id, restriction_id) references restrictions (organisation_id, id)
);
create index restricted_refs on restricted (organisation_id, ref);

-- What this transaction must not see: nothing where its activity is storage, legal claims or the restriction itself
-- ('app.restricted' says which), and nobody whose restriction is not about this activity, or who allowed it. Nothing set: everything restricted is hidden.
create function restricted_refs() returns setof uuid language sql stable as $$
  select ref from restricted
  where coalesce(current_setting('app.restricted', true), '') = ''
    and (only_for is null or only_for = current_setting('app.purpose', true))
    and (allowed = '{}' or not coalesce(current_setting('app.purpose', true), '') = any (allowed))
$$;

-- The policy for a table with the columns of the persons whose its rows are. Its first half is asked once per statement;
-- only while somebody is restricted are rows looked at, against a list that is read once per statement as well.
create function restrictable(tenant_table regclass, owners text[] default '{}') returns void language plpgsql as $$
declare
  v_list constant text := '(select r from restricted_refs() as r)';
  v_terms text[] := '{}';
  v_column record;
begin
  for v_column in
    select a.attname as name, a.atttypid = 'uuid[]'::regtype as many
    from pg_attribute a
    where a.attrelid = tenant_table and (a.attname = any (owners) or a.attname = 'id') and a.attnum > 0 and not a.attisdropped
    order by array_position(owners, a.attname::text) nulls last
  loop
    v_terms := v_terms || case
      when v_column.many then format('(%1$I is null or not %1$I && array%2$s)', v_column.name, v_list)
      else format('(%1$I is null or not %1$I in %2$s)', v_column.name, v_list)
    end;
  end loop;
  if v_terms = '{}' then
    raise exception 'table % has neither an id nor a column of persons to restrict it by', tenant_table;
  end if;
  execute format('drop policy if exists restriction on %s', tenant_table);
  execute format(
    'create policy restriction on %s as restrictive to belegt_tenant using (not exists (select 1 from restricted_refs() as r) or %s)',
    tenant_table, array_to_string(v_terms, ' and '));
end $$;

-- The same for rows that go with a row of another table: they are there when that row is.
create function restrictable_with(tenant_table regclass, parent regclass, by text) returns void language plpgsql as $$
declare
  v_own text := '';
begin
  if exists (select from pg_attribute where attrelid = tenant_table and attname = 'id') then
    v_own := ' and (id is null or not id in (select r from restricted_refs() as r))';
  end if;
  execute format('drop policy if exists restriction on %s', tenant_table);
  execute format(
    'create policy restriction on %1$s as restrictive to belegt_tenant using (not exists (select 1 from restricted_refs() as r)'
    || ' or exists (select 1 from %2$s p where p.organisation_id = %1$s.organisation_id and p.id = %1$s.%3$I)%4$s)',
    tenant_table, parent, by, v_own);
end $$;

-- Tables made from here on get the policy with their protection where a column is called person_id. Whose persons are
-- in other columns calls restrictable() or restrictable_with() itself; the catalog check finds the one that does not.
create or replace function protect(tenant_table regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', tenant_table);
  execute format('alter table %s force row level security', tenant_table);
  execute format(
    'create policy tenant on %s to belegt_tenant using (organisation_id = nullif(current_setting(''app.organisation'', true), '''')::uuid)'
    || ' with check (organisation_id = nullif(current_setting(''app.organisation'', true), '''')::uuid)', tenant_table);
  execute format('grant select, insert, update, delete on %s to belegt_tenant', tenant_table);
  if tenant_table <> 'restricted'::regclass
    and exists (select from pg_attribute where attrelid = tenant_table and attname = 'person_id')
  then
    perform restrictable(tenant_table, '{person_id}');
  end if;
end $$;

select protect('restricted'), protect('restrictions');
select
  restrictable('person_keys', '{person_id}'),
  restrictable('people', '{id}'),
  restrictable('consents', '{person_id}'),
  restrictable('messages', '{person_id}'),
  restrictable('bookings', '{person_id}'),
  restrictable('accounts', '{id}'),
  restrictable('sessions', '{account_id}'),
  restrictable('resets', '{account_id}'),
  restrictable('members', '{account_id}');

-- Objections (Art. 21 GDPR): to advertising, which ends at once, or for reasons of the person's own, which are weighed.
create table objections (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  person_id uuid not null,
  activity text not null,
  article text not null check (article in ('21.1', '21.2')),
  reasons bytea,
  restriction_id uuid,
  raised_at timestamptz not null,
  outcome text check (outcome in ('upheld', 'overridden')),
  weighing bytea,
  decided_at timestamptz,
  check ((outcome is null) = (decided_at is null)),
  primary key (organisation_id, id)
);
create index objections_of_person on objections (organisation_id, person_id);
select protect('objections');

-- Who must not be written to: keyed hashes, which say nothing without the organisation's key and stay when the person is
-- erased, so that an erased person who objected is not written to again. '*' is all advertising.
create table suppressions (
  organisation_id uuid not null references organisations (id),
  mail_hash bytea not null check (length(mail_hash) = 32),
  activity text not null,
  since timestamptz not null,
  primary key (organisation_id, mail_hash, activity)
);
select protect('suppressions');

-- What a mail is sent for, so that an objection or withdrawal stops it; and the mails about a person's own rights, which
-- leave also while the person is restricted.
alter table messages add column activity text;
alter table messages add column despite_restriction boolean not null default false;
create index messages_despite on messages (organisation_id, due_at) where state = 'queued' and despite_restriction;

-- When a desk is taken is not about a person: the time of a restricted person's appointment stays taken for everybody
-- who looks for a free one. The view has no person and no booking's id, and reads as its owner, whom the tenant policy
-- binds as it binds everybody, and the restriction does not.
create policy occupancy on bookings for select to belegt_owner
  using (organisation_id = nullif(current_setting('app.organisation', true), '')::uuid);
create view occupancy as
  select organisation_id, location_id, desk_id, seat, service_id, starts_at, blocked, expires_at from bookings;
grant select on occupancy to belegt_tenant;
