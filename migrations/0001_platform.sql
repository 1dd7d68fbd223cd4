-- The tenancy root, the keyring, and the one function by which every tenant table is protected.
create extension if not exists btree_gist;

create table organisations (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{1,40}$'),
  name text not null,
  short_name text not null,
  kind text not null check (kind in ('public', 'private')),
  state text not null default 'active' check (state in ('active', 'closed')),
  demo boolean not null default false,
  address text not null default '',
  contact_mail text not null default '',
  contact_phone text not null default '',
  represented_by text not null default '',
  imprint_extra text not null default '',
  officer_name text not null default '',
  officer_contact text not null default '',
  authority_name text not null default '',
  authority_contact text not null default '',
  accent text not null default '#0b5d5e' check (accent ~ '^#[0-9a-f]{6}$'),
  logo_blob uuid,
  logo_type text,
  languages text[] not null default '{de,en}',
  zone text not null default 'Europe/Berlin',
  holiday_region text not null default 'DE',
  version integer not null default 1,
  created_at timestamptz not null
);

-- What a tenant-bound transaction sees: rows of its organisation, and nothing when none is set.
create function protect(tenant_table regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', tenant_table);
  execute format('alter table %s force row level security', tenant_table);
  execute format(
    'create policy tenant on %s to belegt_tenant using (organisation_id = nullif(current_setting(''app.organisation'', true), '''')::uuid)'
    || ' with check (organisation_id = nullif(current_setting(''app.organisation'', true), '''')::uuid)', tenant_table);
  execute format('grant select, insert, update, delete on %s to belegt_tenant', tenant_table);
end $$;

-- Facts of an organisation are public (its imprint): every request finds its organisation by them.
alter table organisations enable row level security;
alter table organisations force row level security;
create policy directory on organisations for select to belegt_app using (true);
create policy own on organisations for select to belegt_tenant using (id = nullif(current_setting('app.organisation', true), '')::uuid);
create policy change on organisations for update to belegt_tenant
  using (id = nullif(current_setting('app.organisation', true), '')::uuid)
  with check (id = nullif(current_setting('app.organisation', true), '')::uuid);
create policy found on organisations for insert to belegt_app with check (true);
grant select, insert on organisations to belegt_app;
grant select, update on organisations to belegt_tenant;

create table organisation_keys (
  organisation_id uuid not null references organisations (id),
  wrapped bytea not null,
  primary key (organisation_id)
);
select protect('organisation_keys');

-- A person's keys: `general` dies with the person, `retained` lives until statutory periods end.
create table person_keys (
  organisation_id uuid not null references organisations (id),
  person_id uuid not null,
  kind text not null check (kind in ('general', 'retained')),
  wrapped bytea not null,
  primary key (organisation_id, person_id, kind)
);
select protect('person_keys');
