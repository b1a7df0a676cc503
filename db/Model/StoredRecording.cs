using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>Everything that a grading saw, compressed. A table of its own, so that no list ever loads it.</summary>
public sealed class StoredRecording(RecordingId id, byte[] content, DateTimeOffset at)
{
    /// <summary>The most that one recording may weigh, compressed: 1 MiB.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Its id.</summary>
    public RecordingId Id { get; private set; } = id;

    /// <summary>JSON lines, gzip.</summary>
    public byte[] Content { get; private set; } = content;

    /// <summary>When it was last written.</summary>
    public DateTimeOffset At { get; private set; } = at;

    internal void Replace(byte[] content, DateTimeOffset at) => (Content, At) = (content, at);
}

internal sealed class RecordingTable : IEntityTypeConfiguration<StoredRecording>
{
    public void Configure(EntityTypeBuilder<StoredRecording> builder) => builder.HasKey(r => r.Id);
}
