namespace EksGrader.Db.Storage;

/// <summary>A lock between processes that ends with its process, however that ends.</summary>
internal sealed class FileLock : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // EWOULDBLOCK of Linux and of macOS, and ERROR_SHARING_VIOLATION: what .NET says of a file that another process holds.
    private static readonly int[] HeldByAnother = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream held;

    private FileLock(FileStream held) => this.held = held;

    public ValueTask DisposeAsync() => held.DisposeAsync();

    /// <summary>Waits for the lock.</summary>
    /// <exception cref="TimeoutException">Another process held it for so long.</exception>
    /// <exception cref="IOException">It cannot be had here at all.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be had here at all.</exception>
    public static async Task<FileLock> TakeAsync(string path, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                // FileShare.None is flock(2) on Linux: the kernel lets go of it when the process ends.
                return new FileLock(new FileStream(path, OwnerOnly.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite)));
            }
            catch (IOException e) when (HeldByAnother.Contains(e.HResult))
            {
                if (time.GetElapsedTime(began) >= patience)
                    throw new TimeoutException($"Another process holds {path}.", e);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }
}
