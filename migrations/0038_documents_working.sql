-- Who ends a hold that nobody ends by hand; null: set by a person.
alter table holds add column kept_by text check (length(kept_by) between 1 and 60);
create index holds_listed on holds (organisation_id, until desc, id);

-- Holds of archive locks that are there already. The owner passes its own tables' policies only while they are not forced.
alter table holds no force row level security;
alter table document_locks no force row level security;
update holds h set kept_by = 'documents.lock'
where exists (select from document_locks l where l.organisation_id = h.organisation_id and l.hold_id = h.id);
alter table holds force row level security;
alter table document_locks force row level security;
