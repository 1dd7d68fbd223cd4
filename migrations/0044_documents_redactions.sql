-- Places of a page that are blackened in every copy that is given out; the file itself is never written to.
alter table document_marks drop constraint document_marks_kind_check;
alter table document_marks add constraint document_marks_kind_check check (kind in ('note', 'mark', 'stamp', 'redaction'));
