/** 'durable' keeps every acknowledged commit; 'test' may lose the last ones in a power failure and saves the fsyncs. */
export type Tuning = 'durable' | 'test'

export type Place = { cluster: string; data: string; socket: string; logs: string }

/**
 * What the program relies on, given on the command line so that no file in the data folder can change it:
 * no network, no lost commits, and no personal data in the server's log.
 */
export function serverArguments(place: Place, tuning: Tuning): string[] {
  const durable = tuning === 'durable' ? 'on' : 'off'
  const settings: Record<string, string> = {
    cluster_name: place.cluster,
    listen_addresses: '',
    unix_socket_directories: place.socket,
    unix_socket_permissions: '0700',
    fsync: durable,
    full_page_writes: durable,
    synchronous_commit: durable,
    // A used segment of the log is deleted, not kept under a new name: it holds what was erased since, keys included.
    wal_recycle: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_destination: 'stderr',
    logging_collector: 'on',
    log_directory: place.logs,
    log_filename: 'database-%Y-%m-%d.log',
    log_file_mode: '0600',
    log_rotation_age: '1d',
    log_rotation_size: '0',
    // The text of an ERROR can quote a value (invalid input syntax for type uuid: "Erika ..."), its DETAIL a whole row.
    // The program gets its own errors anyway; the server's log keeps to LOG, FATAL and PANIC, without details.
    log_min_messages: 'log',
    log_error_verbosity: 'terse',
    log_statement: 'none',
    log_min_error_statement: 'panic',
    log_min_duration_statement: '-1',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    log_lock_waits: 'off',
  }
  return ['-D', place.data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/** Sizes, written into postgresql.conf once so that an operator may change them there. Sane for a 1 GB machine. */
export function sizes(tuning: Tuning): Record<string, string> {
  return {
    max_connections: '100',
    shared_buffers: tuning === 'durable' ? '128MB' : '64MB',
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    effective_cache_size: '512MB',
    max_wal_size: '512MB',
    random_page_cost: '1.1',
    idle_in_transaction_session_timeout: '5min',
    // Just-in-time compiling costs more than it wins for the short queries of this program.
    jit: 'off',
    ...(tuning === 'test' ? { io_method: 'sync', autovacuum: 'off', max_wal_senders: '0', wal_level: 'minimal' } : {}),
  }
}

/** Arguments of initdb: German ICU order as default, UTF-8, checksums, passwords by SCRAM only. */
export function initdbArguments(data: string, passwordFile: string, tuning: Tuning): string[] {
  const chosen = Object.entries(sizes(tuning)).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const shape = ['--encoding=UTF8', '--data-checksums', '--locale-provider=icu', '--icu-locale=de', '--locale=C']
  const entry = ['--username=root', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  return [`--pgdata=${data}`, ...shape, ...entry, ...chosen, ...(tuning === 'test' ? ['--no-sync'] : [])]
}
