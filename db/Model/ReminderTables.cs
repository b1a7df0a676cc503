using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EksGrader.Db.Model;

internal sealed class ReminderTable : IEntityTypeConfiguration<Reminder>
{
    public void Configure(EntityTypeBuilder<Reminder> builder)
    {
        builder.HasKey(r => r.Id);
        builder.HasIndex(r => r.Key).IsUnique();
        builder.HasIndex(r => r.LeaseId);
        builder.HasIndex(r => new { r.Channel, r.NextTryAt }, "IX_Reminders_Waiting").HasFilter("\"State\" = 'Waiting'");
        builder.HasIndex(r => r.SendingSince, "IX_Reminders_Sending").HasFilter("\"State\" = 'Sending'");
        builder.HasIndex(r => new { r.CourseId, r.EndedAt });
        builder.HasOne<Course>().WithMany().HasForeignKey(r => r.CourseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Lease>().WithMany().HasForeignKey(r => r.LeaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Submission>().WithMany().HasForeignKey(r => r.SubmissionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ReminderPlanTable : IEntityTypeConfiguration<ReminderPlan>
{
    public void Configure(EntityTypeBuilder<ReminderPlan> builder)
    {
        builder.HasKey(p => p.LeaseId);
        builder.HasOne<Lease>().WithMany().HasForeignKey(p => p.LeaseId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CourseRemindersTable : IEntityTypeConfiguration<CourseReminders>
{
    public void Configure(EntityTypeBuilder<CourseReminders> builder)
    {
        builder.HasKey(c => c.CourseId);
        builder.Ignore(c => c.DigestAt);
        builder.HasOne<Course>().WithMany().HasForeignKey(c => c.CourseId).OnDelete(DeleteBehavior.Restrict);
    }
}
