-- Evidence that grows: when a leaf arrived, what a checkpoint had seen by then, and what the checks found.

-- The transaction that wrote a leaf. A merge may skip what was finished before the last one: a transaction that
-- commits late is still found, whatever time it gave its leaf.
alter table ledger_leaves add column arrival bigint not null default (pg_current_xact_id()::text::bigint);
alter table ledger_checkpoints add column horizon bigint not null default 0;
-- The public half of the key that signed, in the one-line form of C2SP signed notes.
alter table ledger_checkpoints add column signer text not null default '';
create index ledger_leaves_by_arrival on ledger_leaves (organisation_id, arrival);

create table verify_results (
  organisation_id uuid not null references organisations (id),
  run_id uuid not null,
  promise text not null,
  outcome text not null check (outcome in ('kept', 'broken', 'not yet')),
  evidence text not null,
  at timestamptz not null,
  primary key (organisation_id, run_id, promise)
);
create index verify_results_by_time on verify_results (organisation_id, at);
select protect('verify_results');
