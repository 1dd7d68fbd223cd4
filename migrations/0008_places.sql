-- Claiming, moving and releasing places, so that nothing can be booked twice and nobody waits for an error.

-- The next ticket of a series ('A 014') at a location on a local day. Others wait for it until the transaction ends,
-- so it is asked for last.
create function next_ticket(p_organisation uuid, p_location uuid, p_day date, p_series text) returns text
language sql as $$
  insert into ticket_counters as c (organisation_id, location_id, day, series, last)
  values (p_organisation, p_location, p_day, p_series, 1)
  on conflict (organisation_id, location_id, day, series) do update set last = c.last + 1
  returning p_series || ' ' || case when last < 1000 then lpad(last::text, 3, '0') else last::text end
$$;

-- Whoever releases a place and claims another one in the same transaction takes this lock first; without it two of
-- them could wait for each other. Order of locks everywhere: person, locations (sorted), rows.
create function lock_locations(p_locations uuid[]) returns void language plpgsql as $$
declare
  v_key bigint;
begin
  for v_key in
    select distinct hashtextextended('belegt.places:' || l::text, 0) as k from unnest(p_locations) l order by k
  loop
    perform pg_advisory_xact_lock(v_key);
  end loop;
end $$;

-- Deletes the holds of a location that have expired.
create function release_expired_holds(p_organisation uuid, p_location uuid, p_now timestamptz) returns integer
language plpgsql as $$
declare
  v_count integer := 0;
begin
  if exists (
    select from bookings
    where organisation_id = p_organisation and location_id = p_location and expires_at <= p_now
  ) then
    perform lock_locations(array[p_location]);
    delete from bookings
    where organisation_id = p_organisation and location_id = p_location and expires_at <= p_now;
    get diagnostics v_count = row_count;
  end if;
  return v_count;
end $$;

-- Puts a held row on the first free place, or returns nothing when all are taken. Never raises for a taken place:
-- ON CONFLICT DO NOTHING waits for the other transaction and looks again; catching the violation would deadlock.
-- Order: a group that has begun to fill, then the desk with the least to do around that time, then by chance.
create function claim_place(
  p_organisation uuid, p_booking uuid, p_location uuid, p_service uuid, p_starts_at timestamptz, p_ends_at timestamptz,
  p_blocked tstzrange, p_places integer, p_service_name text, p_duration_minutes integer, p_keep_days integer,
  p_zone text, p_local_start timestamp, p_now timestamptz, p_hold_until timestamptz, p_language text
) returns setof bookings language plpgsql as $$
declare
  v_place record;
begin
  for v_place in
    with by_desk as (
      select desk_id, count(*) as load,
        bool_or(blocked && p_blocked and (service_id <> p_service or starts_at <> p_starts_at)) as taken,
        array_agg(seat) filter (where service_id = p_service and starts_at = p_starts_at) as seats
      from bookings
      where organisation_id = p_organisation and location_id = p_location and blocked is not null
        and starts_at > lower(p_blocked) - interval '18 hours' and starts_at < upper(p_blocked) + interval '6 hours'
      group by desk_id
    )
    select d.id as desk_id, s.seat
    from desks d
    left join by_desk b on b.desk_id = d.id
    cross join generate_series(0, p_places - 1) as s (seat)
    where d.organisation_id = p_organisation and d.location_id = p_location and d.active
      and b.taken is not true and s.seat <> all (coalesce(b.seats, '{}'))
    order by b.seats is not null desc, coalesce(b.load, 0), hashtextextended(d.id::text || s.seat || p_booking, 0)
  loop
    return query
      insert into bookings (
        organisation_id, id, location_id, service_id, desk_id, seat, places, state, starts_at, ends_at, blocked,
        expires_at, ended_at, keep_days, service_name, duration_minutes, zone, local_start, language, created_at)
      values (
        p_organisation, p_booking, p_location, p_service, v_place.desk_id, v_place.seat, p_places, 'held',
        p_starts_at, p_ends_at, p_blocked, p_hold_until, p_ends_at, p_keep_days, p_service_name, p_duration_minutes,
        p_zone, p_local_start, p_language, p_now)
      on conflict do nothing
      returning *;
    if found then
      return;
    end if;
  end loop;
end $$;

-- Holds a start at a location: returns the row, or nothing when every place is taken (or the service is not offered
-- there). The same hold asked for twice (double click, repeated request) is answered with the same row; another start
-- under the same hold gives the first one back. Without `p_local_start` the wall clock's time is the location's.
-- At most once per transaction, and as its last lock on places.
create function hold_slot(
  p_organisation uuid, p_booking uuid, p_location uuid, p_service uuid, p_starts_at timestamptz,
  p_local_start timestamp, p_now timestamptz, p_hold_until timestamptz, p_language text
) returns setof bookings language plpgsql set plan_cache_mode = force_generic_plan as $$
declare
  v_service record;
  v_ends_at timestamptz;
begin
  select s.name, s.name_en, s.duration_minutes, s.places, s.buffer_before_minutes, s.buffer_after_minutes, s.keep_days,
    l.zone,
    exists (select from bookings b where b.organisation_id = p_organisation and b.id = p_booking) as chosen_before,
    exists (
      select from bookings b
      where b.organisation_id = p_organisation and b.location_id = p_location and b.expires_at <= p_now) as expired
  into v_service
  from services s
  join service_locations sl on sl.organisation_id = s.organisation_id and sl.service_id = s.id
  join locations l on l.organisation_id = sl.organisation_id and l.id = sl.location_id
  where s.organisation_id = p_organisation and s.id = p_service and sl.location_id = p_location
    and s.active and l.active;
  if not found then
    return;
  end if;
  if v_service.chosen_before then
    delete from bookings
    where organisation_id = p_organisation and id = p_booking and state = 'held' and starts_at <> p_starts_at;
    return query
      select * from bookings
      where organisation_id = p_organisation and id = p_booking and location_id = p_location and service_id = p_service
        and starts_at = p_starts_at and expires_at > p_now;
    if found then
      return;
    end if;
  end if;
  if v_service.expired then
    perform release_expired_holds(p_organisation, p_location, p_now);
  end if;

  v_ends_at := p_starts_at + v_service.duration_minutes * interval '1 minute';
  return query
    select * from claim_place(
      p_organisation, p_booking, p_location, p_service, p_starts_at, v_ends_at,
      tstzrange(
        p_starts_at - v_service.buffer_before_minutes * interval '1 minute',
        v_ends_at + v_service.buffer_after_minutes * interval '1 minute'),
      v_service.places,
      case when p_language = 'en' and v_service.name_en <> '' then v_service.name_en else v_service.name end,
      v_service.duration_minutes, v_service.keep_days, v_service.zone,
      coalesce(p_local_start, p_starts_at at time zone v_service.zone), p_now, p_hold_until, p_language);
  if found then
    return;
  end if;
  return query
    select * from bookings
    where organisation_id = p_organisation and id = p_booking and location_id = p_location and service_id = p_service
      and starts_at = p_starts_at and expires_at > p_now;
end $$;

-- Moves a booked appointment to another start or location, keeping its id, its duration and its buffers: returns the
-- row, or nothing when every place there is taken or the booking is not in `p_version` any more. The old place is
-- kept until the new one is certain: the new one is claimed by a short-lived row, then taken over by one update.
create function move_booking(
  p_organisation uuid, p_booking uuid, p_version integer, p_location uuid, p_starts_at timestamptz,
  p_local_start timestamp, p_now timestamptz
) returns setof bookings language plpgsql set plan_cache_mode = force_generic_plan as $$
declare
  v_from uuid;
  v_zone text;
  v_old bookings;
  v_claim bookings;
  v_shift interval := interval '0';
  v_blocked tstzrange;
begin
  select location_id into v_from from bookings where organisation_id = p_organisation and id = p_booking;
  select zone into v_zone from locations where organisation_id = p_organisation and id = p_location and active;
  if v_from is null or v_zone is null then
    return;
  end if;
  perform lock_locations(array[v_from, p_location]);
  select * into v_old from bookings
  where organisation_id = p_organisation and id = p_booking and version = p_version and state = 'booked'
    and location_id = v_from
  for update;
  if not found then
    return;
  end if;
  perform release_expired_holds(p_organisation, p_location, p_now);

  -- In seconds: an interval of days would be bent by the session's time zone.
  v_shift := make_interval(secs => extract(epoch from p_starts_at - v_old.starts_at)::double precision);
  v_blocked := tstzrange(lower(v_old.blocked) + v_shift, upper(v_old.blocked) + v_shift);
  if v_old.location_id = p_location and v_old.blocked && v_blocked then
    update bookings set blocked = 'empty' where organisation_id = p_organisation and id = p_booking;
  end if;
  select * into v_claim from claim_place(
    p_organisation, gen_random_uuid(), p_location, v_old.service_id, p_starts_at, v_old.ends_at + v_shift, v_blocked,
    v_old.places, v_old.service_name, v_old.duration_minutes, v_old.keep_days, v_zone, p_local_start, p_now,
    p_now + interval '1 minute', v_old.language);
  if v_claim.id is null then
    update bookings set blocked = v_old.blocked
    where organisation_id = p_organisation and id = p_booking and isempty(blocked);
    return;
  end if;
  delete from bookings where organisation_id = p_organisation and id = v_claim.id;
  return query
    update bookings set
      location_id = v_claim.location_id, desk_id = v_claim.desk_id, seat = v_claim.seat, starts_at = v_claim.starts_at,
      ends_at = v_claim.ends_at, ended_at = v_claim.ended_at, blocked = v_claim.blocked, zone = v_claim.zone,
      local_start = v_claim.local_start, version = version + 1,
      ticket = case
        when location_id = v_claim.location_id and local_start::date = v_claim.local_start::date then ticket end
    where organisation_id = p_organisation and id = p_booking
    returning *;
end $$;
