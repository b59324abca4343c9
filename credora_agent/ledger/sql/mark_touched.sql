-- Remembers the days whose sums the changes moved.
insert into touched
select local_date from changes
union
select old_date from changes where old_date is not null
on conflict do nothing;
