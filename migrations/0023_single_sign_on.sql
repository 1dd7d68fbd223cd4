-- Signing in by the provider of the organisation (OpenID Connect).

create table sign_on_providers (
  organisation_id uuid not null references organisations (id),
  name text not null,
  issuer text not null,
  client_id text not null,
  client_secret bytea not null,
  trusts_mail boolean not null,
  active boolean not null default false,
  changed_at timestamptz not null,
  primary key (organisation_id)
);
select protect('sign_on_providers');

-- For which member the provider speaks: a keyed token of its issuer and subject, nothing readable.
create table sign_on_links (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  member_id uuid not null,
  subject bytea not null,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  primary key (organisation_id, id),
  unique (organisation_id, subject),
  foreign key (organisation_id, member_id) references members (organisation_id, id) on delete cascade
);
create index sign_on_links_by_member on sign_on_links (organisation_id, member_id);
select protect('sign_on_links'), restrictable_with('sign_on_links', 'members', 'member_id');

-- A session that an organisation's provider let in opens this organisation only: what one organisation's provider says
-- about somebody counts nowhere else.
alter table sessions add column bound_to uuid;
