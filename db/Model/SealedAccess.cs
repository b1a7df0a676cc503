using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

/// <summary>An access under seal, in a table of its own. Opens only for the submission and the student that it was sealed for.</summary>
public sealed class SealedAccess(SubmissionId submissionId, StudentId studentId, byte[] ciphertext, DateTimeOffset sealedAt, DateTimeOffset expiresAt)
{
    /// <summary>The submission.</summary>
    public SubmissionId SubmissionId { get; private set; } = submissionId;

    /// <summary>The student.</summary>
    public StudentId StudentId { get; private set; } = studentId;

    /// <summary>When it was sealed.</summary>
    public DateTimeOffset SealedAt { get; private set; } = sealedAt;

    /// <summary>When it is deleted at the latest.</summary>
    public DateTimeOffset ExpiresAt { get; private set; } = expiresAt;

    /// <summary>Whether a part was taken out once every live check was final: what is left is for the watch over the deletion.</summary>
    public bool OnlyForDeletion { get; private set; }

    internal byte[] Ciphertext { get; private set; } = ciphertext;

    internal void Replace(SealedAccess renewed) =>
        (Ciphertext, SealedAt, ExpiresAt, OnlyForDeletion) = (renewed.Ciphertext, renewed.SealedAt, renewed.ExpiresAt, false);

    internal void Reduce(byte[] ciphertext) => (Ciphertext, OnlyForDeletion) = (ciphertext, true);

    internal void KeepUntil(DateTimeOffset until) => ExpiresAt = until > ExpiresAt ? until : ExpiresAt;
}

internal sealed class SealedAccessTable : IEntityTypeConfiguration<SealedAccess>
{
    public void Configure(EntityTypeBuilder<SealedAccess> builder)
    {
        builder.HasKey(a => a.SubmissionId);
        builder.Property(a => a.Ciphertext);
        builder.HasIndex(a => a.ExpiresAt);
        builder.HasOne<Submission>().WithMany().HasForeignKey(a => a.SubmissionId);
        builder.HasOne<Student>().WithMany().HasForeignKey(a => a.StudentId);
    }
}
