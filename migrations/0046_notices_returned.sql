-- A mail that came back has informed nobody (Art. 14 GDPR): since when that is known. Nobody is mailed a second time by themselves.
alter table notices_owed add column returned_on date check (returned_on >= obtained_on);
create index notices_owed_mailed on notices_owed (organisation_id, informed_on) where how = 'mail';
