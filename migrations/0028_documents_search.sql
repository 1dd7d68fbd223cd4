-- Documents, search: keyed words of documents, sealed vocabulary, saved searches.

-- One row for a document of up to 64 pages, more for longer ones. A word is a keyed token of 48 bits with one of four
-- weights (how often it occurs, or that it stands in the title) and no place: the order of words is not kept.
create table document_words (
  organisation_id uuid not null references organisations (id),
  document_id uuid not null,
  part integer not null check (part >= 0),
  version_id uuid not null,
  first_page integer not null check (first_page >= 1),
  last_page integer not null check (last_page >= first_page),
  words tsvector not null,
  primary key (organisation_id, document_id, part),
  foreign key (organisation_id, document_id) references documents (organisation_id, id) on delete cascade
) with (toast_tuple_target = 8160);
-- tokens do not compress, and ranking reads them: they stay in the row
alter table document_words alter words set storage external;
create index document_words_by_word on document_words using gin (words) with (fastupdate = off);
create index document_words_of_long on document_words (organisation_id, document_id) where part > 0;
select protect('document_words'), restrictable_with('document_words', 'documents', 'document_id');

-- The words of all documents together, without where they stand, sealed: what a search is widened with.
create table document_vocabularies (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  -- counts up whenever the parts are written anew; parts of an older count are gone then
  generation integer not null,
  words bytea not null,
  added_at timestamptz not null,
  primary key (organisation_id, id)
);
create index document_vocabularies_by_time on document_vocabularies (organisation_id, generation, added_at);
select protect('document_vocabularies');

-- A saved search is a folder that fills itself.
create table document_searches (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  account_id uuid not null,
  name bytea not null,
  wanted bytea not null,
  shared boolean not null,
  created_at timestamptz not null,
  primary key (organisation_id, id)
);
create index document_searches_of_account on document_searches (organisation_id, account_id);
select protect('document_searches'), restrictable('document_searches', '{account_id}');

-- what is in the trash is left out of every search
create index documents_in_trash on documents (organisation_id, id) where state = 'trash';
