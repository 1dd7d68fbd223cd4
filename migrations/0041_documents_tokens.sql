-- Mailboxes of providers that take no passwords: where they give out tokens, and to which application of the organisation.
alter table document_mailboxes
  add column oauth_endpoint text not null default '' check (length(oauth_endpoint) <= 500),
  add column oauth_client text not null default '' check (length(oauth_client) <= 300),
  add column oauth_scope text not null default '' check (length(oauth_scope) <= 500),
  add check ((oauth_endpoint = '') = (oauth_client = ''));
