-- What must stay for now, what waits for that to end, and files whose rows are gone.
alter table holds add column released_at timestamptz;
create index holds_in_force on holds (organisation_id, until, object_table);

-- An erasure that met a hold: random ids only. `object_table` is `person` where a whole person is to be erased.
create table erasures_waiting (
  organisation_id uuid not null references organisations (id),
  object_table text not null,
  object_id uuid not null,
  why text not null,
  asked_at timestamptz not null,
  primary key (organisation_id, object_table, object_id)
);

-- Files to be taken out of the store: written in the transaction that deletes their rows, gone when the store has none.
create table blob_removals (
  organisation_id uuid not null references organisations (id),
  blob text not null,
  due_at timestamptz not null,
  orphan boolean not null default false,
  primary key (organisation_id, blob)
);
create index blob_removals_due on blob_removals (organisation_id, due_at);
select protect('erasures_waiting'), protect('blob_removals');
