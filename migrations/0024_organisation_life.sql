-- organisation_life: who comes in, what they may, who stands above, and how an organisation ends.

-- A cancelled organisation can be read for a month; then everything of it is deleted.
alter table organisations
  add column cancelled_at timestamptz,
  add column ends_at timestamptz,
  add constraint organisations_ending check ((cancelled_at is null) = (ends_at is null));

-- `by-place`: no right for the organisation as a whole, only those in member_rights.
alter table members drop constraint members_role_check;
alter table members add constraint members_role_check
  check (role in ('main-administrator', 'administrator', 'data-protection', 'desk', 'read-only', 'by-place'));

-- Further rights of a member beside the role; with a place they hold there and nowhere else.
create table member_rights (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  member_id uuid not null,
  role text not null check (role in ('administrator', 'data-protection', 'desk', 'read-only')),
  place_id uuid,
  granted_at timestamptz not null,
  primary key (organisation_id, id),
  unique nulls not distinct (organisation_id, member_id, role, place_id),
  foreign key (organisation_id, member_id) references members (organisation_id, id) on delete cascade
);

-- Invitations by mail: nobody is a member before they accept.
create table invitations (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  account_id uuid not null,
  name bytea not null,
  mail bytea not null,
  mail_exact bytea not null,
  role text not null check (role in ('main-administrator', 'administrator', 'data-protection', 'desk', 'read-only', 'by-place')),
  further_role text check (further_role in ('administrator', 'desk', 'read-only')),
  place_id uuid,
  language text not null,
  token_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  withdrawn_at timestamptz,
  primary key (organisation_id, id),
  unique (organisation_id, token_hash),
  check ((further_role is null) = (place_id is null))
);
create unique index invitations_open on invitations (organisation_id, mail_exact) where used_at is null and withdrawn_at is null;
create index invitations_by_account on invitations (organisation_id, account_id);
create index invitations_by_end on invitations (organisation_id, expires_at);

-- The code is derived from the organisation's key, the series and the week; it stands nowhere.
create table join_codes (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  series integer not null default 1,
  active boolean not null default false,
  failures integer not null default 0,
  failures_since timestamptz,
  primary key (organisation_id, id),
  unique (organisation_id)
);

-- Who came with the code and waits for an administrator.
create table join_requests (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  account_id uuid not null,
  name bytea not null,
  mail bytea not null,
  mail_exact bytea not null,
  language text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (organisation_id, id),
  unique (organisation_id, mail_exact)
);
create index join_requests_by_account on join_requests (organisation_id, account_id);
create index join_requests_by_end on join_requests (organisation_id, expires_at);

-- The main administration is offered by one and taken by another.
create table handovers (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  from_account uuid not null,
  account_id uuid not null,
  role_after text not null check (role_after in ('main-administrator', 'administrator', 'data-protection', 'desk', 'read-only', 'by-place')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  answered_at timestamptz,
  answer text check (answer in ('accepted', 'declined', 'withdrawn')),
  primary key (organisation_id, id),
  check ((answer is null) = (answered_at is null))
);
create unique index handovers_open on handovers (organisation_id, from_account) where answer is null;
create index handovers_to on handovers (organisation_id, account_id);
create index handovers_by_end on handovers (organisation_id, expires_at);

-- With the operator: a new mail address, until it is confirmed from there.
create table mail_changes (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  account_id uuid not null,
  mail bytea not null,
  token_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (organisation_id, id),
  unique (organisation_id, token_hash),
  foreign key (organisation_id, account_id) references accounts (organisation_id, id) on delete cascade
);
create index mail_changes_by_account on mail_changes (organisation_id, account_id);
create index mail_changes_by_end on mail_changes (organisation_id, expires_at);

-- With the operator: what proves that an organisation was deleted, for as long as its certificate can be fetched.
create table organisation_ends (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  ended_id uuid not null,
  name text not null,
  language text not null,
  cancelled_at timestamptz not null,
  rows bigint not null default 0,
  files bigint not null default 0,
  backups integer not null default 0,
  step text not null check (step in ('begun', 'erased', 'told')),
  leaf_id uuid,
  ended_at timestamptz not null,
  primary key (organisation_id, id),
  unique (organisation_id, ended_id)
);

-- The people of an organisation that ends whose accounts close with it, and who gets the certificate.
create table end_recipients (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  account_id uuid not null,
  ended_id uuid not null,
  closes boolean not null,
  told boolean not null,
  created_at timestamptz not null,
  primary key (organisation_id, id),
  unique (organisation_id, ended_id, account_id)
);
create index end_recipients_by_account on end_recipients (organisation_id, account_id);
create index end_recipients_by_time on end_recipients (organisation_id, created_at);

-- Which reminders of the coming end have been sent.
create table end_reminders (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  ends_at timestamptz not null,
  days_before integer not null,
  sent_at timestamptz not null,
  primary key (organisation_id, id),
  unique (organisation_id, ends_at, days_before)
);

select
  protect('member_rights'), protect('invitations'), protect('join_codes'), protect('join_requests'), protect('handovers'),
  protect('mail_changes'), protect('organisation_ends'), protect('end_reminders'),
  protect('end_recipients');
select
  restrictable_with('member_rights', 'members', 'member_id'),
  restrictable('invitations', '{account_id}'),
  restrictable('join_requests', '{account_id}'),
  restrictable('handovers', '{account_id,from_account}'),
  restrictable('mail_changes', '{account_id}'),
  restrictable('end_recipients', '{account_id}');
