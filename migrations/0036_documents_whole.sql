-- Search: nearly every document has one row of words. Saying so in the row keeps a few long documents from slowing every
-- search down, as each hit was looked up among them before.
alter table document_words add column whole boolean not null default true;
alter table document_words alter column whole drop default;

-- the owner, too, sees rows only where nothing forces the policies on it
alter table document_words no force row level security;
update document_words w set whole = false where exists (
  select 1 from document_words l
  where l.organisation_id = w.organisation_id and l.document_id = w.document_id and l.part > 0);
alter table document_words force row level security;

drop index document_words_of_long;
create index document_words_of_long on document_words using gin (words) with (fastupdate = off) where not whole;
