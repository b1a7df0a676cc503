using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EksGrader.Db.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Fairness : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Contests",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    CourseId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SubmissionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Check = table.Column<string>(type: "TEXT", nullable: false),
                    GradingId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Outcome = table.Column<string>(type: "TEXT", nullable: false),
                    Points = table.Column<long>(type: "INTEGER", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", nullable: false),
                    By = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    Answer = table.Column<string>(type: "TEXT", nullable: true),
                    AnsweredBy = table.Column<string>(type: "TEXT", nullable: true),
                    AnsweredAt = table.Column<long>(type: "INTEGER", nullable: true),
                    PointsGiven = table.Column<long>(type: "INTEGER", nullable: true),
                    RowVersion = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Contests", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Contests_Courses_CourseId",
                        column: x => x.CourseId,
                        principalTable: "Courses",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Contests_Gradings_GradingId",
                        column: x => x.GradingId,
                        principalTable: "Gradings",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Contests_Submissions_SubmissionId",
                        column: x => x.SubmissionId,
                        principalTable: "Submissions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Notes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    CourseId = table.Column<Guid>(type: "TEXT", nullable: false),
                    StudentId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SubmissionId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    By = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    RemovedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Notes", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Notes_Courses_CourseId",
                        column: x => x.CourseId,
                        principalTable: "Courses",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Notes_Students_StudentId",
                        column: x => x.StudentId,
                        principalTable: "Students",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Notes_Submissions_SubmissionId",
                        column: x => x.SubmissionId,
                        principalTable: "Submissions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "RegradePlans",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    CourseId = table.Column<Guid>(type: "TEXT", nullable: false),
                    AssignmentId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Source = table.Column<string>(type: "TEXT", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", nullable: false),
                    By = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    BaseVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    Document = table.Column<string>(type: "TEXT", nullable: false),
                    MakesVersion = table.Column<bool>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    Round = table.Column<int>(type: "INTEGER", nullable: false),
                    Total = table.Column<int>(type: "INTEGER", nullable: true),
                    TouchedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ReadyAt = table.Column<long>(type: "INTEGER", nullable: true),
                    DecidedBy = table.Column<string>(type: "TEXT", nullable: true),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    AppliedVersion = table.Column<int>(type: "INTEGER", nullable: true),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    RowVersion = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RegradePlans", x => x.Id);
                    table.ForeignKey(
                        name: "FK_RegradePlans_Assignments_AssignmentId",
                        column: x => x.AssignmentId,
                        principalTable: "Assignments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_RegradePlans_Courses_CourseId",
                        column: x => x.CourseId,
                        principalTable: "Courses",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SeenSigns",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    CourseId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SubmissionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    Message = table.Column<string>(type: "TEXT", nullable: false),
                    Why = table.Column<string>(type: "TEXT", nullable: false),
                    By = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SeenSigns", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SeenSigns_Courses_CourseId",
                        column: x => x.CourseId,
                        principalTable: "Courses",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_SeenSigns_Submissions_SubmissionId",
                        column: x => x.SubmissionId,
                        principalTable: "Submissions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "RegradeItems",
                columns: table => new
                {
                    PlanId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SubmissionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    Effect = table.Column<string>(type: "TEXT", nullable: false),
                    ComputedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    GradingBefore = table.Column<Guid>(type: "TEXT", nullable: true),
                    VersionBefore = table.Column<int>(type: "INTEGER", nullable: false),
                    ScoreBefore = table.Column<long>(type: "INTEGER", nullable: false),
                    ScoreAfter = table.Column<long>(type: "INTEGER", nullable: false),
                    MaxBefore = table.Column<long>(type: "INTEGER", nullable: false),
                    MaxAfter = table.Column<long>(type: "INTEGER", nullable: false),
                    FinalBefore = table.Column<bool>(type: "INTEGER", nullable: false),
                    FinalAfter = table.Column<bool>(type: "INTEGER", nullable: false),
                    Looked = table.Column<bool>(type: "INTEGER", nullable: false),
                    RecordingId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Checks = table.Column<string>(type: "TEXT", nullable: false),
                    GradingAfter = table.Column<Guid>(type: "TEXT", nullable: true),
                    RowVersion = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RegradeItems", x => new { x.PlanId, x.SubmissionId });
                    table.ForeignKey(
                        name: "FK_RegradeItems_Recordings_RecordingId",
                        column: x => x.RecordingId,
                        principalTable: "Recordings",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_RegradeItems_RegradePlans_PlanId",
                        column: x => x.PlanId,
                        principalTable: "RegradePlans",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_RegradeItems_Submissions_SubmissionId",
                        column: x => x.SubmissionId,
                        principalTable: "Submissions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Leases_Troubled",
                table: "Leases",
                column: "CourseId",
                filter: "\"State\" IN ('Overdue', 'Quarantined')");

            migrationBuilder.CreateIndex(
                name: "IX_GradedChecks_Unknown",
                table: "GradedChecks",
                column: "GradingId",
                filter: "\"Outcome\" = 'Unknown'");

            migrationBuilder.CreateIndex(
                name: "IX_Contests_CourseId",
                table: "Contests",
                column: "CourseId");

            migrationBuilder.CreateIndex(
                name: "IX_Contests_GradingId",
                table: "Contests",
                column: "GradingId");

            migrationBuilder.CreateIndex(
                name: "IX_Contests_OneOpen",
                table: "Contests",
                columns: new[] { "SubmissionId", "Check" },
                unique: true,
                filter: "\"State\" = 'Open'");

            migrationBuilder.CreateIndex(
                name: "IX_Contests_Open",
                table: "Contests",
                column: "CourseId",
                filter: "\"State\" = 'Open'");

            migrationBuilder.CreateIndex(
                name: "IX_Contests_SubmissionId_Check",
                table: "Contests",
                columns: new[] { "SubmissionId", "Check" });

            migrationBuilder.CreateIndex(
                name: "IX_Notes_CourseId",
                table: "Notes",
                column: "CourseId");

            migrationBuilder.CreateIndex(
                name: "IX_Notes_StudentId",
                table: "Notes",
                column: "StudentId");

            migrationBuilder.CreateIndex(
                name: "IX_Notes_SubmissionId",
                table: "Notes",
                column: "SubmissionId");

            migrationBuilder.CreateIndex(
                name: "IX_RegradeItems_PlanId_State",
                table: "RegradeItems",
                columns: new[] { "PlanId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_RegradeItems_RecordingId",
                table: "RegradeItems",
                column: "RecordingId");

            migrationBuilder.CreateIndex(
                name: "IX_RegradeItems_SubmissionId",
                table: "RegradeItems",
                column: "SubmissionId");

            migrationBuilder.CreateIndex(
                name: "IX_RegradePlans_AssignmentId_Id",
                table: "RegradePlans",
                columns: new[] { "AssignmentId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_RegradePlans_AtWork",
                table: "RegradePlans",
                column: "TouchedAt",
                filter: "\"State\" IN ('Computing', 'Applying')");

            migrationBuilder.CreateIndex(
                name: "IX_RegradePlans_CourseId",
                table: "RegradePlans",
                column: "CourseId");

            migrationBuilder.CreateIndex(
                name: "IX_SeenSigns_CourseId",
                table: "SeenSigns",
                column: "CourseId");

            migrationBuilder.CreateIndex(
                name: "IX_SeenSigns_SubmissionId_Kind",
                table: "SeenSigns",
                columns: new[] { "SubmissionId", "Kind" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Contests");

            migrationBuilder.DropTable(
                name: "Notes");

            migrationBuilder.DropTable(
                name: "RegradeItems");

            migrationBuilder.DropTable(
                name: "SeenSigns");

            migrationBuilder.DropTable(
                name: "RegradePlans");

            migrationBuilder.DropIndex(
                name: "IX_Leases_Troubled",
                table: "Leases");

            migrationBuilder.DropIndex(
                name: "IX_GradedChecks_Unknown",
                table: "GradedChecks");
        }
    }
}
