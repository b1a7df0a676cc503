namespace EksGrader.Checks.Web;

/// <summary>A number of places for each student, so that what one of them makes hang waits behind itself.</summary>
/// <param name="each">How many places a student has.</param>
internal sealed class StudentPlaces(int each)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Room> rooms = new(StringComparer.Ordinal);

    /// <summary>Waits for a place.</summary>
    /// <param name="student">Whose place.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The place; disposing of it gives it back.</returns>
    public async ValueTask<IDisposable> EnterAsync(string student, CancellationToken cancellationToken)
    {
        Room room;
        lock (gate)
        {
            if (!rooms.TryGetValue(student, out var found))
            {
                rooms[student] = found = new Room(each);
            }

            room = found;
            room.Users++;
        }

        try
        {
            await room.Places.WaitAsync(cancellationToken);
            return new Place(this, student, room);
        }
        catch
        {
            Leave(student, room);
            throw;
        }
    }

    private void Leave(string student, Room room)
    {
        lock (gate)
        {
            if (--room.Users == 0)
            {
                rooms.Remove(student);
                room.Places.Dispose();
            }
        }
    }

    private sealed class Room(int places)
    {
        public SemaphoreSlim Places { get; } = new(places);

        public int Users { get; set; }
    }

    private sealed class Place(StudentPlaces all, string student, Room room) : IDisposable
    {
        public void Dispose()
        {
            room.Places.Release();
            all.Leave(student, room);
        }
    }
}
