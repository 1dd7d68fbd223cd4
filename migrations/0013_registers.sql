-- The registers of a controller: processors, measures, breaches, impact assessments, disclosures, reviews, accesses.

create table processors (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  recipient text not null check (recipient <> ''),
  name text not null,
  place text not null,
  task text not null,
  task_en text not null,
  role text not null check (role in ('processor', 'controller')),
  country text,
  safeguard text,
  safeguard_detail text not null default '',
  contract_date date,
  contract_reference text not null default '',
  contract_document text not null default '',
  ended_on date,
  end_choice text check (end_choice in ('returned', 'deleted')),
  end_confirmed_on date,
  end_proof text not null default '',
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (organisation_id, id),
  -- Art. 44 GDPR: what leaves the EU without a safeguard cannot even be stored
  check (country is null or coalesce(safeguard, '') <> ''),
  check (end_confirmed_on is null or (ended_on is not null and end_choice is not null))
);
create unique index processors_by_recipient on processors (organisation_id, recipient) where ended_on is null;
create index processors_ended on processors (organisation_id, ended_on) where ended_on is not null;

create table sub_processors (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  processor_id uuid not null,
  name text not null,
  place text not null,
  task text not null,
  country text,
  safeguard text,
  announced_on date not null,
  effective_on date not null,
  objection_until date,
  decision text not null check (decision in ('pending', 'accepted', 'objected')),
  ended_on date,
  primary key (organisation_id, id),
  foreign key (organisation_id, processor_id) references processors (organisation_id, id) on delete cascade,
  check (country is null or coalesce(safeguard, '') <> '')
);
create index sub_processors_by_processor on sub_processors (organisation_id, processor_id);
create index sub_processors_ended on sub_processors (organisation_id, ended_on) where ended_on is not null;

create table processor_instructions (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  processor_id uuid not null,
  instruction text not null,
  form text not null check (form in ('written', 'text', 'oral')),
  given_by uuid not null,
  given_at timestamptz not null,
  confirmed_on date,
  ended_at timestamptz,
  primary key (organisation_id, id),
  foreign key (organisation_id, processor_id) references processors (organisation_id, id) on delete cascade
);
create index processor_instructions_by_processor on processor_instructions (organisation_id, processor_id);
create index processor_instructions_ended on processor_instructions (organisation_id, ended_at) where ended_at is not null;

create table connectors (
  organisation_id uuid not null references organisations (id),
  name text not null,
  processor_id uuid not null,
  switched_on_at timestamptz not null,
  primary key (organisation_id, name),
  foreign key (organisation_id, processor_id) references processors (organisation_id, id)
);

create table measure_results (
  organisation_id uuid not null references organisations (id),
  measure text not null,
  outcome text not null check (outcome in ('holds', 'broken', 'unknown')),
  finding text not null,
  finding_en text not null,
  checked_at timestamptz not null,
  primary key (organisation_id, measure)
);

create table measure_duties (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  measure text not null,
  title text not null,
  how text not null,
  owner text not null,
  reviewed_on date not null,
  review_by date not null,
  set_by uuid not null,
  set_at timestamptz not null,
  ended_at timestamptz,
  primary key (organisation_id, id)
);
create unique index measure_duties_by_measure on measure_duties (organisation_id, measure) where ended_at is null;
create index measure_duties_ended on measure_duties (organisation_id, ended_at) where ended_at is not null;

create table breaches (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  title text not null,
  aware_at timestamptz not null,
  began_at timestamptz,
  stopped_at timestamptz,
  what text not null,
  kinds text[] not null,
  tables text[] not null default '{}',
  account_id uuid,
  consequences text not null default '',
  measures text not null default '',
  risk text check (risk in ('unlikely', 'risk', 'high')),
  risk_reason text not null default '',
  notified_at timestamptz,
  delay_reason text not null default '',
  reference text not null default '',
  people_ground text check (people_ground in ('told', 'protected', 'averted', 'public', 'not-high')),
  people_reason text not null default '',
  people_told_at timestamptz,
  people integer,
  records integer,
  counted_at timestamptz,
  reminded integer not null default 0,
  reported_by uuid not null,
  created_at timestamptz not null,
  closed_at timestamptz,
  primary key (organisation_id, id)
);
create index breaches_by_time on breaches (organisation_id, aware_at);
create index breaches_closed on breaches (organisation_id, closed_at) where closed_at is not null;

create table breach_steps (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  breach_id uuid not null,
  kind text not null check (kind in ('recorded', 'changed', 'counted', 'assessed', 'notified', 'followed-up', 'told', 'note', 'reminded', 'closed')),
  content text not null,
  by uuid not null,
  at timestamptz not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, breach_id) references breaches (organisation_id, id) on delete cascade
);
create index breach_steps_by_breach on breach_steps (organisation_id, breach_id);

create table breach_people (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  breach_id uuid not null,
  person_id uuid not null,
  found_in text[] not null,
  listed_at timestamptz not null,
  primary key (organisation_id, id),
  unique (organisation_id, breach_id, person_id),
  foreign key (organisation_id, breach_id) references breaches (organisation_id, id) on delete cascade
);
create index breach_people_by_person on breach_people (organisation_id, person_id);
create index breach_people_by_time on breach_people (organisation_id, listed_at);

create table impact_assessments (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  title text not null,
  activities text[] not null default '{}',
  description text not null,
  answers text[] not null default '{}',
  outcome text not null check (outcome in ('required', 'not-required')),
  reason text not null default '',
  necessity text not null default '',
  risks text not null default '',
  measures text not null default '',
  residual text check (residual in ('acceptable', 'high')),
  opinion text not null default '',
  consulted_on date,
  review_on date not null,
  assessed_by uuid not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  ended_at timestamptz,
  primary key (organisation_id, id)
);
create index impact_assessments_ended on impact_assessments (organisation_id, ended_at) where ended_at is not null;

create table disclosures (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  authority text not null,
  legal_ground text not null,
  reference text not null default '',
  scope text not null,
  secret_until date,
  people integer not null default 0,
  disclosed_at timestamptz not null,
  disclosed_by uuid not null,
  created_at timestamptz not null,
  primary key (organisation_id, id)
);
create index disclosures_by_time on disclosures (organisation_id, disclosed_at);

-- A row of its own per person, with what was said about it: it belongs to the person and stands in the access answer.
create table disclosure_people (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  disclosure_id uuid not null,
  person_id uuid not null,
  authority text not null,
  legal_ground text not null,
  scope text not null,
  disclosed_at timestamptz not null,
  primary key (organisation_id, id),
  unique (organisation_id, disclosure_id, person_id),
  foreign key (organisation_id, disclosure_id) references disclosures (organisation_id, id) on delete cascade
);
create index disclosure_people_by_person on disclosure_people (organisation_id, person_id);
create index disclosure_people_by_time on disclosure_people (organisation_id, disclosed_at);

create table log_reviews (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  account_id uuid not null,
  from_at timestamptz not null,
  until_at timestamptz not null,
  reason text not null,
  requested_by uuid not null,
  requested_at timestamptz not null,
  decision text check (decision in ('approved', 'refused')),
  decided_by uuid,
  decided_at timestamptz,
  decision_reason text not null default '',
  result text not null default '',
  closed_at timestamptz,
  primary key (organisation_id, id),
  check (from_at < until_at),
  -- four eyes: nobody approves their own request, and the person concerned decides nothing
  check (decided_by is null or decided_by = '00000000-0000-0000-0000-000000000000' or (decided_by <> requested_by and decided_by <> account_id))
);
create index log_reviews_closed on log_reviews (organisation_id, closed_at) where closed_at is not null;

create table log_review_looks (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  review_id uuid not null,
  by uuid not null,
  at timestamptz not null,
  what text not null,
  entries integer not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, review_id) references log_reviews (organisation_id, id) on delete cascade
);
create index log_review_looks_by_review on log_review_looks (organisation_id, review_id);

create table access_records (
  organisation_id uuid not null references organisations (id),
  id uuid not null,
  account_id uuid not null,
  role text not null,
  what text not null check (what in ('opened', 'searched', 'exported', 'downloaded')),
  place text not null,
  person_id uuid,
  people integer not null,
  at timestamptz not null,
  primary key (organisation_id, id)
);
create index access_records_by_time on access_records (organisation_id, at);
create index access_records_by_account on access_records (organisation_id, account_id, at);
create index access_records_by_person on access_records (organisation_id, person_id) where person_id is not null;

select protect('processors'), protect('sub_processors'), protect('processor_instructions'), protect('connectors'),
  protect('measure_results'), protect('measure_duties'), protect('breaches'), protect('breach_steps'), protect('breach_people'),
  protect('impact_assessments'), protect('disclosures'), protect('disclosure_people'), protect('log_reviews'),
  protect('log_review_looks'), protect('access_records');
