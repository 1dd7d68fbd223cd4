-- A free place is looked for in `occupancy` (0009), whose policy is the tenant's alone, not in `bookings`, where each look
-- also asks who is restricted: a fifth of what a hold costs, and the time of a restricted person's appointment is known as
-- taken before it is tried. Else both functions are as in 0008.
create or replace function claim_place(
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
      from occupancy
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

create or replace function hold_slot(
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
      select from occupancy b
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
