-- People whose data staff entered: since when, from where, and when and how they were informed (Art. 13 and 14 GDPR).
create table notices_owed (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  person_id uuid not null,
  source text not null check (source in ('staff', 'visit', 'brought', 'request')),
  obtained_on date not null,
  informed_on date check (informed_on >= obtained_on),
  how text check (how in ('mail', 'letter', 'in-person', 'exempt')),
  -- The letter of Art. 14(5) GDPR, with the reason under the person's key.
  exempt_under text check (exempt_under in ('a', 'b', 'c', 'd')),
  reason bytea,
  check ((informed_on is null) = (how is null)),
  check ((coalesce(how, '') = 'exempt') = (exempt_under is not null)),
  check ((exempt_under is null) = (reason is null)),
  primary key (organisation_id, id),
  unique (organisation_id, person_id)
);
create index notices_owed_open on notices_owed (organisation_id, obtained_on) where informed_on is null;
select protect('notices_owed');

-- Who is there without a mail address and was never shown a text at a form was entered by staff, and nobody kept whether they were told.
alter table notices_owed no force row level security;
alter table people no force row level security;
alter table consents no force row level security;
insert into notices_owed (organisation_id, id, person_id, source, obtained_on)
  select p.organisation_id, gen_random_uuid(), p.id, 'staff', (p.created_at at time zone o.zone)::date
  from people p join organisations o on o.id = p.organisation_id
  where p.mail is null
    and not exists (select from consents c where c.organisation_id = p.organisation_id and c.person_id = p.id);
alter table notices_owed force row level security;
alter table people force row level security;
alter table consents force row level security;
