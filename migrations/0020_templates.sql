-- An organisation's own texts of its mails. Every change is a new version; one without texts goes back to ours.
create table mail_wordings (
  organisation_id uuid not null references organisations (id),
  kind text not null,
  version integer not null check (version > 0),
  -- {"de": {"body.text": "..."}, "en": {...}}: only the parts that differ from ours
  texts jsonb not null,
  -- the version whose texts this one took up again; 0 stands for ours
  back_to integer check (back_to >= 0),
  made_by uuid not null,
  made_at timestamptz not null,
  replaced_at timestamptz,
  primary key (organisation_id, kind, version)
);
-- one text is in use for each kind of mail
create unique index mail_wordings_in_use on mail_wordings (organisation_id, kind) where replaced_at is null;
select protect('mail_wordings');

-- The protocol is read page by page, the newest first, also among a million: each filter finds its page in an index.
drop index messages_by_time;
create index messages_by_time on messages (organisation_id, created_at, id);
create index messages_by_state on messages (organisation_id, state, lane, created_at, id);
create index messages_by_kind on messages (organisation_id, kind, state, created_at, id);
-- what failed, by why: for the list of causes and to send all of one again
create index messages_failed on messages (organisation_id, answer, created_at) where state = 'failed';
-- what came back, by when that became known
create index message_events_returned on message_events (organisation_id, at, id) where kind in ('bounced', 'complained');
