-- Documents, stamps, tasks, archive lock, shares and requests for files.

-- When a customer was shown the document in the own account; null: nobody outside sees it.
alter table documents add column shown_at timestamptz;

-- Where customers may hand in documents unasked, if anywhere.
alter table document_archives add column from_customers boolean not null default false;
create unique index document_archives_from_customers on document_archives (organisation_id) where from_customers;

-- Who did what with a document, each entry bound to the one before it.
create table document_acts (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  document_id uuid not null,
  number integer not null check (number >= 1),
  act text not null check (length(act) between 1 and 60),
  at timestamptz not null,
  by_kind text not null check (by_kind in ('anyone', 'member', 'account', 'customer', 'system')),
  by_account uuid,
  facts bytea,
  chain bytea not null check (length(chain) = 32),
  primary key (organisation_id, id),
  unique (organisation_id, document_id, number),
  foreign key (organisation_id, document_id) references documents (organisation_id, id) on delete cascade
);
select protect('document_acts'), restrictable_with('document_acts', 'documents', 'document_id');

-- What an organisation stamps with, and what a stamp does.
create table document_stamps (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 60),
  purpose text check (purpose in ('open', 'check', 'approve', 'reject', 'archive')),
  moves_to text check (moves_to in ('new', 'checked', 'approved', 'archived', 'rejected')),
  moves_from text[] not null default '{}',
  needs_note boolean not null default false,
  -- Four eyes: not by who put the stamp before.
  other_person boolean not null default false,
  follows_with uuid,
  follow_days integer check (follow_days between 0 and 3650),
  position integer not null,
  closed_at timestamptz,
  version integer not null default 1,
  primary key (organisation_id, id)
);
create unique index document_stamps_by_name on document_stamps (organisation_id, lower(name)) where closed_at is null;
select protect('document_stamps');

-- Stamps put on documents.
create table document_stampings (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  document_id uuid not null,
  stamp_id uuid not null,
  version_number integer not null check (version_number >= 1),
  state text not null check (state in ('new', 'checked', 'approved', 'archived', 'rejected', 'trash')),
  note bytea,
  at timestamptz not null,
  by_account uuid,
  primary key (organisation_id, id),
  foreign key (organisation_id, document_id) references documents (organisation_id, id) on delete cascade,
  foreign key (organisation_id, stamp_id) references document_stamps (organisation_id, id)
);
create index document_stampings_of on document_stampings (organisation_id, document_id, at);
create index document_stampings_with on document_stampings (organisation_id, stamp_id);
select protect('document_stampings'), restrictable_with('document_stampings', 'documents', 'document_id');

-- What somebody shall do with a document until a day.
create table document_tasks (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  document_id uuid not null,
  stamp_id uuid,
  kind text not null check (kind in ('stamp', 'look', 'release')),
  for_account uuid,
  what bytea,
  due_on date,
  made_at timestamptz not null,
  made_by uuid,
  reminded_at timestamptz,
  done_at timestamptz,
  done_by uuid,
  primary key (organisation_id, id),
  foreign key (organisation_id, document_id) references documents (organisation_id, id) on delete cascade,
  foreign key (organisation_id, stamp_id) references document_stamps (organisation_id, id)
);
create index document_tasks_of on document_tasks (organisation_id, document_id);
create index document_tasks_open on document_tasks (organisation_id, for_account, due_on) where done_at is null;
select protect('document_tasks'), restrictable_with('document_tasks', 'documents', 'document_id');

-- The archive lock (§ 146(4), § 147 AO, GoBD): while it is in force nobody changes or deletes the document.
create table document_locks (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  document_id uuid not null,
  locked_at timestamptz not null,
  locked_by uuid,
  law text not null check (length(law) between 1 and 200),
  days integer not null check (days between 0 and 11323),
  -- The last day of the period; only after it a person may release the document.
  until date not null,
  -- The hold that the deletion run meets, and until when it lasts; renewed while the lock is in force.
  hold_id uuid not null,
  held_until date not null,
  released_at timestamptz,
  released_on date,
  released_by uuid,
  primary key (organisation_id, id),
  foreign key (organisation_id, document_id) references documents (organisation_id, id) on delete cascade,
  check ((released_at is null) = (released_on is null)),
  check (released_on > until)
);
create unique index document_locks_in_force on document_locks (organisation_id, document_id) where released_at is null;
create index document_locks_held on document_locks (organisation_id, held_until) where released_at is null;
create index document_locks_by_hold on document_locks (organisation_id, hold_id) where released_at is null;
create index document_locks_over on document_locks (organisation_id, until) where released_at is null;
select protect('document_locks'), restrictable_with('document_locks', 'documents', 'document_id');

-- An organisation that ends has lost its keys before its rows: what nobody can read any more is no longer kept.
create function document_is_locked(organisation uuid, document uuid) returns boolean language sql stable as $$
  select exists (
    select from document_locks l
    where l.organisation_id = organisation and l.document_id = document and l.released_at is null
  ) and exists (select from organisation_keys k where k.organisation_id = organisation)
$$;

create function refuse_locked_document() returns trigger language plpgsql as $$
begin
  if not document_is_locked(old.organisation_id, old.id) then
    return case tg_op when 'DELETE' then old else new end;
  end if;
  if tg_op = 'DELETE'
    or (new.id, new.archive_id, new.holder_id, new.type_id, new.title, new.way, new.state, new.current, new.received_at,
        new.keep_from, new.keep_days)
      is distinct from (old.id, old.archive_id, old.holder_id, old.type_id, old.title, old.way, old.state, old.current,
        old.received_at, old.keep_from, old.keep_days)
    -- what reading still finds may be added, what stands there stays
    or old.facts is not null and new.facts is distinct from old.facts
    or old.dated_on is not null and new.dated_on is distinct from old.dated_on
    or old.pages is not null and new.pages is distinct from old.pages
  then
    raise exception 'document is locked in the archive' using errcode = '23001', constraint = 'documents.locked';
  end if;
  return new;
end $$;
create trigger documents_locked before update or delete on documents
  for each row execute function refuse_locked_document();

create function refuse_locked_version() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if document_is_locked(new.organisation_id, new.document_id) then
      raise exception 'document is locked in the archive' using errcode = '23001', constraint = 'documents.locked';
    end if;
    return new;
  end if;
  if not document_is_locked(old.organisation_id, old.document_id) then
    return case tg_op when 'DELETE' then old else new end;
  end if;
  -- a rotated key re-wraps, a check notes its day, reading goes on: the file and its proofs stay
  if tg_op = 'DELETE'
    or (new.id, new.document_id, new.number, new.file_name, new.media_type, new.size, new.manifest, new.seal,
        new.signature, new.plain_mac, new.stored_at, new.file - 'keys')
      is distinct from (old.id, old.document_id, old.number, old.file_name, old.media_type, old.size, old.manifest,
        old.seal, old.signature, old.plain_mac, old.stored_at, old.file - 'keys')
  then
    raise exception 'document is locked in the archive' using errcode = '23001', constraint = 'documents.locked';
  end if;
  return new;
end $$;
create trigger document_versions_locked before insert or update or delete on document_versions
  for each row execute function refuse_locked_version();

-- A lock is not lifted by deleting or shortening it, and what was noted about the document is not rewritten.
create function refuse_lifted_lock() returns trigger language plpgsql as $$
begin
  if not document_is_locked(old.organisation_id, old.document_id) then
    return case tg_op when 'DELETE' then old else new end;
  end if;
  if tg_op = 'DELETE'
    or (new.id, new.document_id, new.locked_at, new.locked_by, new.law, new.days)
      is distinct from (old.id, old.document_id, old.locked_at, old.locked_by, old.law, old.days)
    or new.until < old.until
  then
    raise exception 'document is locked in the archive' using errcode = '23001', constraint = 'documents.locked';
  end if;
  return new;
end $$;
create trigger document_locks_kept before update or delete on document_locks
  for each row execute function refuse_lifted_lock();

-- Nor by ending the hold behind it.
create function refuse_ended_hold() returns trigger language plpgsql as $$
begin
  if exists (select from document_locks l
      where l.organisation_id = old.organisation_id and l.hold_id = old.id and l.released_at is null)
    and exists (select from organisation_keys k where k.organisation_id = old.organisation_id)
    and (tg_op = 'DELETE' or new.released_at is not null or new.until < old.until)
  then
    raise exception 'the hold of an archived document' using errcode = '23001', constraint = 'documents.locked';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger holds_of_locks before update or delete on holds
  for each row execute function refuse_ended_hold();

create function refuse_changed_act() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and not document_is_locked(old.organisation_id, old.document_id) then
    return old;
  end if;
  -- when a document is handed to another person what is sealed is sealed anew; `chain` covers its plain content
  if tg_op = 'UPDATE' and (new.id, new.document_id, new.number, new.act, new.at, new.by_kind, new.by_account, new.chain)
    is not distinct from (old.id, old.document_id, old.number, old.act, old.at, old.by_kind, old.by_account, old.chain)
  then
    return new;
  end if;
  raise exception 'an entry about a document is not changed' using errcode = '23001';
end $$;
create trigger document_acts_kept before update or delete on document_acts
  for each row execute function refuse_changed_act();

-- Links by which somebody without an account reads one version. The key that opens it stands nowhere here: it is derived
-- from the organisation's, and travels in the part of the link that no browser sends.
create table document_shares (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  document_id uuid not null,
  version_number integer not null check (version_number >= 1),
  -- The file's key, wrapped by the link's key; null once the link has ended.
  wrapped bytea,
  salt bytea not null check (length(salt) = 16),
  has_password boolean not null default false,
  label bytea,
  made_at timestamptz not null,
  made_by uuid,
  expires_at timestamptz not null,
  most integer check (most >= 1),
  fetched integer not null default 0,
  last_at timestamptz,
  ended_at timestamptz,
  primary key (organisation_id, id),
  foreign key (organisation_id, document_id) references documents (organisation_id, id) on delete cascade,
  check (ended_at is null or wrapped is null)
);
create index document_shares_of on document_shares (organisation_id, document_id);
create index document_shares_alive on document_shares (organisation_id, expires_at) where ended_at is null;
select protect('document_shares'), restrictable_with('document_shares', 'documents', 'document_id');

-- Requests for files: a link by which somebody without an account hands in documents.
create table document_requests (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  archive_id uuid not null,
  holder_id uuid not null,
  -- Whether the holder is a person known here.
  known boolean not null default false,
  title bytea not null,
  wording bytea,
  made_at timestamptz not null,
  made_by uuid,
  expires_at timestamptz not null,
  most integer not null check (most between 1 and 1000),
  received integer not null default 0 check (received >= 0),
  ended_at timestamptz,
  primary key (organisation_id, id),
  foreign key (organisation_id, archive_id) references document_archives (organisation_id, id)
);
create index document_requests_of on document_requests (organisation_id, holder_id);
create index document_requests_by_time on document_requests (organisation_id, expires_at);
select protect('document_requests'), restrictable('document_requests', '{holder_id}');
