-- How many uploads are open at a time is bound.

alter table document_uploads
  -- Keyed hash of who sends it (a member, an access key, a link): says only which uploads come from the same one.
  add column sender bytea,
  -- When bytes of it came last.
  add column moved_at timestamptz;
update document_uploads set sender = '', moved_at = opened_at;
alter table document_uploads
  alter column sender set not null,
  alter column moved_at set not null;
create index document_uploads_by_move on document_uploads (organisation_id, moved_at);
