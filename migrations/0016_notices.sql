-- Art. 13(3) GDPR: data that are there already serve a new purpose only after the people concerned were told.
create table purpose_uses (
  organisation_id uuid not null references organisations (id),
  activity text not null,
  kind text not null,
  since timestamptz not null,
  -- how far the telling has come, by the persons' random ids
  told_until uuid,
  told_at timestamptz,
  people integer not null default 0,
  starts_at timestamptz,
  primary key (organisation_id, activity, kind)
);
select protect('purpose_uses');
alter table organisations add column waiting_uses text[] not null default '{}';

-- Art. 8 GDPR: who gave a consent, and for a child the name of the guardian who gave it.
alter table consents add column given_by text not null default 'person' check (given_by in ('person', 'guardian'));
alter table consents add column guardian bytea;
alter table consents add constraint guardian_named check ((given_by = 'guardian') = (guardian is not null));
