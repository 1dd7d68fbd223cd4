create table people (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  name bytea not null,
  name_words bytea[] not null,
  mail bytea,
  mail_exact bytea,
  phone bytea,
  phone_exact bytea,
  language text not null,
  created_at timestamptz not null,
  primary key (organisation_id, id)
);
create index people_by_mail on people (organisation_id, mail_exact) where mail_exact is not null;
create index people_by_phone on people (organisation_id, phone_exact) where phone_exact is not null;
create index people_by_words on people using gin (name_words);
create index people_by_time on people (organisation_id, created_at);
select protect('people');
