namespace EksGrader.Db.Setup;

/// <summary>A lock between processes that ends with its process, however that ends.</summary>
internal sealed class FileLock : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly FileStream held;

    private FileLock(FileStream held) => this.held = held;

    public ValueTask DisposeAsync() => held.DisposeAsync();

    public static async Task<FileLock> TakeAsync(string path, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                // FileShare.None is flock(2) on Linux: the kernel lets go of it when the process ends.
                return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (File.Exists(path) && time.GetElapsedTime(began) < patience)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (IOException e)
            {
                throw new TimeoutException($"Another process holds {path}.", e);
            }
        }
    }
}
