-- Evidence that can be handed out: proofs without reading the whole tree, and copies that leave the machine.

-- Roots of whole blocks of 256 leaves. Only saves time: a proof is checked against the signed checkpoint before it is
-- given to anybody, and what is missing here is computed from the leaves.
create table ledger_nodes (
  organisation_id uuid not null references organisations (id),
  block bigint not null,
  hash bytea not null check (length(hash) = 32),
  primary key (organisation_id, block)
);

-- How far the copies outside have come: one row per way out.
create table checkpoint_copies (
  organisation_id uuid not null references organisations (id),
  channel text not null check (channel in ('mail', 'folder', 'host')),
  sent_size bigint not null default 0,
  sent_at timestamptz,
  attempts integer not null default 0,
  due_at timestamptz not null,
  failing_since timestamptz,
  answer text not null default '',
  primary key (organisation_id, channel)
);
select protect('ledger_nodes'), protect('checkpoint_copies');

create index ledger_leaves_by_kind on ledger_leaves (organisation_id, kind, at);
