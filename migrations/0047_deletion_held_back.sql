-- When a run began to wait, since nobody could tell whether the machine had rested or its clock had jumped ahead.
alter table deletion_runs add column held_back_at timestamptz;
