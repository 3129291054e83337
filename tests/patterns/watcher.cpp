// A pipe that is read in the background, in C++: handles that close themselves, errors as
// exceptions, completion routines that find their object again.
#define NOMINMAX
#include <Windows.h>

#include <atomic>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

std::string message_of(DWORD code)
{
    LPSTR text = nullptr;
    const DWORD n = ::FormatMessageA(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM |
                                         FORMAT_MESSAGE_IGNORE_INSERTS,
                                     nullptr, code, 0, reinterpret_cast<LPSTR>(&text), 0, nullptr);
    std::string result(text ? text : "", n);
    ::LocalFree(text);
    return result;
}

class win32_error : public std::runtime_error {
public:
    win32_error(const char *what, DWORD code = ::GetLastError())
        : std::runtime_error(std::string(what) + ": " + message_of(code)), code_(code)
    {
    }
    DWORD code() const noexcept { return code_; }

private:
    DWORD code_;
};

struct handle_closer {
    using pointer = HANDLE;
    void operator()(HANDLE h) const noexcept
    {
        if (h && h != INVALID_HANDLE_VALUE)
            ::CloseHandle(h);
    }
};
using unique_handle = std::unique_ptr<void, handle_closer>;

class srw_guard {
public:
    explicit srw_guard(SRWLOCK &lock) : lock_(lock) { ::AcquireSRWLockExclusive(&lock_); }
    ~srw_guard() { ::ReleaseSRWLockExclusive(&lock_); }
    srw_guard(const srw_guard &) = delete;
    srw_guard &operator=(const srw_guard &) = delete;

private:
    SRWLOCK &lock_;
};

class watcher {
public:
    explicit watcher(const std::wstring &name)
        : pipe_(::CreateNamedPipeW(name.c_str(), PIPE_ACCESS_INBOUND | FILE_FLAG_OVERLAPPED,
                                   PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1, 0, 4096, 0, nullptr))
    {
        if (pipe_.get() == INVALID_HANDLE_VALUE)
            throw win32_error("CreateNamedPipeW");
    }

    void start()
    {
        thread_ = std::thread([this] { run(); });
    }

    void stop()
    {
        stopping_ = true;
        // The read is another thread's: CancelIo would not find it.
        ::CancelIoEx(pipe_.get(), nullptr);
        thread_.join();
    }

    std::vector<std::string> messages()
    {
        srw_guard guard(lock_);
        return messages_;
    }

    DWORD last_error() const { return last_error_; }

private:
    struct request : OVERLAPPED {
        watcher *self;
    };

    static void CALLBACK completed(DWORD error, DWORD bytes, LPOVERLAPPED overlapped)
    {
        static_cast<request *>(overlapped)->self->on_read(error, bytes);
    }

    void on_read(DWORD error, DWORD bytes)
    {
        pending_ = false;
        last_error_ = error;
        if (error == ERROR_SUCCESS) {
            srw_guard guard(lock_);
            messages_.emplace_back(buffer_, bytes);
            ::WakeAllConditionVariable(&arrived_);
        }
    }

    void run()
    {
        request read{};
        read.self = this;
        while (last_error_ == ERROR_SUCCESS) {
            pending_ = ::ReadFileEx(pipe_.get(), buffer_, sizeof buffer_, &read, &watcher::completed) != FALSE;
            if (!pending_) {
                last_error_ = ::GetLastError();
                break;
            }
            if (stopping_)
                ::CancelIo(pipe_.get());
            while (pending_)
                ::SleepEx(INFINITE, TRUE);
        }
    }

public:
    void wait_for(std::size_t count)
    {
        srw_guard guard(lock_);
        while (messages_.size() < count)
            if (!::SleepConditionVariableSRW(&arrived_, &lock_, 10000, 0))
                throw win32_error("SleepConditionVariableSRW");
    }

private:
    unique_handle pipe_;
    std::thread thread_;
    std::atomic<bool> stopping_{false};
    bool pending_ = false;
    std::atomic<DWORD> last_error_{ERROR_SUCCESS};
    SRWLOCK lock_ = SRWLOCK_INIT;
    CONDITION_VARIABLE arrived_ = CONDITION_VARIABLE_INIT;
    std::vector<std::string> messages_;
    char buffer_[512];
};

} // namespace

int main()
try {
    const std::wstring name = std::wstring(L"\\\\.\\pipe\\") + L"watcher-" + L"pattern";
    watcher w(name);
    {
        unique_handle client(
            ::CreateFileW(name.c_str(), GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr));
        if (client.get() == INVALID_HANDLE_VALUE)
            throw win32_error("CreateFileW");
        w.start();
        for (const char *text : {"one", "two", "three"}) {
            DWORD bytes = 0;
            if (!::WriteFile(client.get(), text, static_cast<DWORD>(::lstrlenA(text)), &bytes, nullptr))
                throw win32_error("WriteFile");
        }
        w.wait_for(3);
        w.stop();
    }
    for (const auto &m : w.messages())
        std::printf("%s\n", m.c_str());
    std::printf("ended with %u\n", static_cast<unsigned>(w.last_error()));
    try {
        watcher second(name);
        watcher third(name);
    } catch (const win32_error &e) {
        std::printf("a third: %u\n", static_cast<unsigned>(e.code()));
    }
    return w.last_error() == ERROR_OPERATION_ABORTED ? 0 : 1;
} catch (const std::exception &e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 2;
}
