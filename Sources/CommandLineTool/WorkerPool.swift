import Glibc
import Synchronization

/// Runs work on threads with stacks large enough for an engine that recurses.
enum WorkerPool {
  /// Bytes of stack a worker gets; only what is used takes memory.
  private static let stackSize = 256 << 20

  /// The number of workers to use when nobody says.
  static var defaultThreadCount: Int { max(1, min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 8)) }

  /// The result of `body` for every item, in the order of the items whatever the number of threads.
  ///
  /// - Parameters:
  ///   - makeWorker: builds the state of one thread; it never leaves that thread.
  ///   - body: must not depend on what the worker did before, other than for speed.
  static func map<Item: Sendable, Worker, Output: Sendable>(
    _ items: [Item], threads: Int, makeWorker: @escaping @Sendable () -> Worker,
    body: @escaping @Sendable (inout Worker, Item) -> Output
  ) -> [Output] {
    let next = Atomic<Int>(0)
    let outputs = Mutex<[Output?]>(Array(repeating: nil, count: items.count))
    withoutActuallyEscaping(body) { body in
      runThreads(max(1, min(threads, items.count))) {
        var worker = makeWorker()
        while true {
          let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard index < items.count else { return }
          let output = body(&worker, items[index])
          outputs.withLock { $0[index] = output }
        }
      }
    }
    return outputs.withLock { $0.compactMap { $0 } }
  }

  /// Runs `body` on one thread with a large stack.
  static func run<Output: Sendable>(_ body: @escaping @Sendable () -> Output) -> Output? {
    map([0], threads: 1, makeWorker: { () }, body: { _, _ in body() }).first
  }

  /// Runs `body` on a thread of its own until it ends or is told to stop, which it is to ask about often.
  static func ahead(_ body: @escaping @Sendable (_ isStopped: @escaping @Sendable () -> Bool) -> Void) -> ThreadAhead {
    let flag = StopFlag()
    return ThreadAhead(flag: flag, threads: startThreads(1) { body { flag.isSet.load(ordering: .relaxed) } })
  }

  private final class Task {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private static func runThreads(_ count: Int, _ body: @escaping @Sendable () -> Void) {
    let threads = startThreads(count, body)
    // No thread at all (no memory for its stack): better slow, and maybe too deep, than not at all.
    if threads.isEmpty { body() }
    for thread in threads { pthread_join(thread, nil) }
  }

  /// The threads that could be started.
  private static func startThreads(_ count: Int, _ body: @escaping @Sendable () -> Void) -> [pthread_t] {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, stackSize)
    var threads: [pthread_t] = []
    for _ in 0..<count {
      var thread = pthread_t()
      let task = Unmanaged.passRetained(Task(body))
      let status = pthread_create(
        &thread, &attributes,
        { argument in
          if let argument { Unmanaged<Task>.fromOpaque(argument).takeRetainedValue().body() }
          return nil
        }, task.toOpaque())
      if status == 0 {
        threads.append(thread)
      } else {
        task.release()
      }
    }
    pthread_attr_destroy(&attributes)
    return threads
  }
}

/// A thread that works ahead of the others, so that they find done what they will ask for.
struct ThreadAhead: Sendable {
  fileprivate let flag: StopFlag
  fileprivate let threads: [pthread_t]

  /// Waits for what is under way.
  func stop() {
    if flag.isSet.exchange(true, ordering: .relaxed) { return }
    for thread in threads { pthread_join(thread, nil) }
  }
}

private final class StopFlag: Sendable {
  let isSet = Atomic<Bool>(false)
}
