-- For which organisations an account works, so that a page need not ask each of them; who is a member stays with theirs.
alter table accounts add column works_for text[] not null default '{}';
alter table accounts no force row level security;
alter table members no force row level security;
update accounts a set works_for = m.places
  from (select account_id, array_agg(organisation_id::text) as places from members where left_at is null group by account_id) m
  where a.id = m.account_id;
alter table accounts force row level security;
alter table members force row level security;

-- An appointment that was moved or cancelled is told by SMS too, where its person consented to that: since when it waits.
alter table bookings add column text_news_at timestamptz;
create index bookings_to_text_news on bookings (organisation_id, text_news_at) where text_news_at is not null;

-- A mail provider that tells in its own published format, and the calls of it that were heeded: each once.
alter table mail_feedback add column provider text not null default '', add column provider_secret bytea;
create table mail_heard (
  organisation_id uuid not null references organisations (id),
  digest bytea not null check (length(digest) = 32),
  came_at timestamptz not null,
  primary key (organisation_id, digest)
);
create index mail_heard_by_time on mail_heard (organisation_id, came_at);
select protect('mail_heard');
