-- The private key by which encrypted mails of a mailbox are opened, sealed like its password.
alter table document_mailboxes add column mail_key bytea;
